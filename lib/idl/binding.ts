import type { Binding, Bindings } from "../dag/index.js";
import { failure } from "../errors/index.js";
import type { Literal } from "../types/index.js";
import type { BindingData, Binding as BindingMessage } from "./gen/flyteidl/core/literals_pb.js";
import type { OutputReference, PromiseAttribute } from "./gen/flyteidl/core/types_pb.js";
import { known, missing } from "./known.js";
import { decodeOffloaded, encodeOffloaded, join } from "./literal.js";
import { decodeScalar, encodeScalar } from "./scalar.js";
import { mapValues } from "./type.js";

/** Id that the compiler gives to the workflow's own inputs. */
export const startNode = "start-node";
/** Id that the compiler gives to the workflow's own outputs. */
export const endNode = "end-node";

/** What is bound to each input, as the wire's list; `node` names its owner in errors. NODE_UNSUPPORTED. */
export function encodeBindings(bindings: Bindings, node: string): BindingMessage[] {
  return Object.entries(bindings).map(([name, binding]) => ({
    $typeName: "flyteidl.core.Binding",
    var: name,
    binding: encodeBinding(binding, { node, input: name }),
  }));
}

/** What a node's list binds. WIRE_NAME_TWICE, WIRE_FIELD_MISSING, NODE_UNSUPPORTED. */
export function decodeBindings(messages: readonly BindingMessage[], node: string): Bindings {
  const bindings = new Map<string, Binding>();
  for (const message of messages) {
    const { var: name, binding } = known(message, node);
    if (bindings.has(name)) throw failure("WIRE_NAME_TWICE", { what: `input of ${node}`, name }, { path: node });
    bindings.set(name, decodeBinding(binding, { node, input: name }));
  }
  return Object.fromEntries(bindings);
}

/** Ids of the nodes that bindings read, with repetitions; those of the workflow's inputs are left out. */
export function sourcesOf(bindings: Bindings): readonly string[] {
  const found: string[] = [];
  for (const binding of Object.values(bindings)) collect(binding, found);
  return found;
}

/** Which input of which node a binding fills. */
interface Site {
  readonly node: string;
  readonly input: string;
}

function encodeBinding(binding: Binding, site: Site): BindingData {
  return { $typeName: "flyteidl.core.BindingData", value: bindingValue(binding, site) };
}

function bindingValue(binding: Binding, site: Site): BindingData["value"] {
  switch (binding.kind) {
    case "promise":
      return {
        case: "promise",
        value: {
          $typeName: "flyteidl.core.OutputReference",
          nodeId: binding.node,
          var: binding.output,
          attrPath: (binding.path ?? []).map(encodeStep),
        },
      };
    case "list":
      return collection(binding.items.map((item) => encodeBinding(item, site)));
    case "map":
      return mapping(mapValues(binding.entries, (entry) => encodeBinding(entry, site)));
    case "literal":
      return literalValue(binding.literal, site);
  }
}

function literalValue(literal: Literal, site: Site): BindingData["value"] {
  if (literal.hash !== undefined || literal.metadata !== undefined) {
    const feature = `a constant with ${literal.hash === undefined ? "metadata" : "a hash"} for ${site.input}`;
    throw failure("NODE_UNSUPPORTED", { node: site.node, feature, target: "Flyte" });
  }
  switch (literal.kind) {
    case "list":
      return collection(literal.items.map((item) => encodeBinding({ kind: "literal", literal: item }, site)));
    case "map":
      return mapping(mapValues(literal.entries, (entry) => encodeBinding({ kind: "literal", literal: entry }, site)));
    case "offloaded":
      return { case: "offloadedMetadata", value: encodeOffloaded(literal) };
    default:
      return { case: "scalar", value: encodeScalar(literal) };
  }
}

function collection(bindings: BindingData[]): BindingData["value"] {
  return { case: "collection", value: { $typeName: "flyteidl.core.BindingDataCollection", bindings } };
}

function mapping(bindings: Record<string, BindingData>): BindingData["value"] {
  return { case: "map", value: { $typeName: "flyteidl.core.BindingDataMap", bindings } };
}

function encodeStep(step: string | number): PromiseAttribute {
  return {
    $typeName: "flyteidl.core.PromiseAttribute",
    value: typeof step === "number" ? { case: "intValue", value: step } : { case: "stringValue", value: step },
  };
}

function decodeBinding(message: BindingData | undefined, site: Site): Binding {
  const path = join(site.node, site.input);
  if (message === undefined) return missing({ message: `input ${site.input}`, field: "binding" }, path);
  const { value, union } = known(message, path);
  if (union !== undefined) {
    const feature = `a target type for ${site.input}`;
    throw failure("NODE_UNSUPPORTED", { node: site.node, feature, target: "flytepath" }, { path });
  }
  switch (value.case) {
    case "scalar":
      return { kind: "literal", literal: decodeScalar(value.value, path) };
    case "offloadedMetadata":
      return { kind: "literal", literal: decodeOffloaded(value.value, path) };
    case "promise":
      return decodePromise(value.value, path);
    case "collection":
      return ofItems(known(value.value, path).bindings.map((item) => decodeBinding(item, site)));
    case "map":
      return ofEntries(mapValues(known(value.value, path).bindings, (entry) => decodeBinding(entry, site)));
    case undefined:
      return missing({ message: `input ${site.input}`, field: "binding" }, path);
  }
}

function decodePromise(message: OutputReference, path: string): Binding {
  const { nodeId, var: output, attrPath } = known(message, path);
  return {
    kind: "promise",
    node: nodeId === startNode ? "" : nodeId,
    output,
    ...(attrPath.length === 0 ? {} : { path: attrPath.map((step) => decodeStep(step, path)) }),
  };
}

function decodeStep(message: PromiseAttribute, path: string): string | number {
  const { value } = known(message, path);
  return value.case === undefined ? missing({ message: "promise", field: "attr_path" }, path) : value.value;
}

// A list or map without a promise inside is a constant: the wire does not tell them apart.
function ofItems(items: readonly Binding[]): Binding {
  const literals = items.flatMap((item) => (item.kind === "literal" ? [item.literal] : []));
  if (literals.length < items.length) return { kind: "list", items };
  return { kind: "literal", literal: { kind: "list", items: literals } };
}

function ofEntries(entries: Readonly<Record<string, Binding>>): Binding {
  const literals = Object.entries(entries).flatMap(([key, entry]) =>
    entry.kind === "literal" ? [[key, entry.literal] as const] : [],
  );
  if (literals.length < Object.keys(entries).length) return { kind: "map", entries };
  return { kind: "literal", literal: { kind: "map", entries: Object.fromEntries(literals) } };
}

function collect(binding: Binding, found: string[]): void {
  if (binding.kind === "promise" && binding.node !== "") found.push(binding.node);
  else if (binding.kind === "list") for (const item of binding.items) collect(item, found);
  else if (binding.kind === "map") for (const entry of Object.values(binding.entries)) collect(entry, found);
}
