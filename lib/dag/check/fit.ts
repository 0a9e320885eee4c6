import type { DefinitionError } from "../../errors/index.js";
import { conforms, describeType, type FlowType, isAssignable, typeOf, type Variables } from "../../types/index.js";
import type { Binding } from "../binding.js";
import { problem } from "./problem.js";

/** What a node gives, by its id (empty: the workflow's inputs); undefined where there is no such node. */
export type Sources = (id: string) => { readonly outputs: Variables | undefined } | undefined;

/** What a binding is bound to. */
export interface Wanted {
  /** Undefined where anything may be given. */
  readonly type: FlowType | undefined;
  readonly sources: Sources;
  /** Nodes that its owner waits for; undefined where all are. */
  readonly waits: ReadonlySet<string> | undefined;
  /** Name of its owner, for people. */
  readonly name: string;
  readonly pipeline: string;
  readonly path: string;
}

/** What is wrong with a binding: a source that is not there or not waited for, or a value of another type. */
export function fit(binding: Binding, wanted: Wanted): readonly DefinitionError[] {
  const { type, path } = wanted;
  switch (binding.kind) {
    case "literal":
      return type === undefined || conforms(binding.literal, type)
        ? []
        : [mismatch(path, type, typeOf(binding.literal))];
    case "promise":
      return fitPromise(binding, wanted);
    case "list": {
      const element = innerOf(type, "list");
      if (element === "none") return [mismatch(path, type!, "a list")];
      return binding.items.flatMap((item, index) => fit(item, { ...wanted, type: element, path: `${path}[${index}]` }));
    }
    case "map": {
      const value = innerOf(type, "map");
      if (value === "none") return [mismatch(path, type!, "a map")];
      return Object.entries(binding.entries).flatMap(([key, entry]) =>
        fit(entry, { ...wanted, type: value, path: `${path}.${key}` }),
      );
    }
  }
}

/** The type of what a binding gives, where it can be told. */
export function typeOfBinding(binding: Binding, sources: Sources): FlowType | undefined {
  if (binding.kind === "literal") return typeOf(binding.literal);
  if (binding.kind !== "promise") return undefined;
  const outputs = sources(binding.node)?.outputs;
  if (outputs === undefined || !Object.hasOwn(outputs, binding.output)) return undefined;
  let type: FlowType | undefined = outputs[binding.output]!.type;
  for (const step of binding.path ?? []) type = type === undefined ? undefined : stepInto(type, step);
  return type;
}

function fitPromise(binding: Extract<Binding, { kind: "promise" }>, wanted: Wanted): readonly DefinitionError[] {
  const { type, sources, waits, name, pipeline, path } = wanted;
  const { node, output } = binding;
  const source = sources(node);
  const facts = { target: path, source: node === "" ? pipeline : node, output };
  if (source === undefined) return [problem("DAG_SOURCE_UNKNOWN", { ...facts, known: undefined }, path)];
  const { outputs } = source;
  if (outputs !== undefined && !Object.hasOwn(outputs, output)) {
    return [problem("DAG_SOURCE_UNKNOWN", { ...facts, known: Object.keys(outputs) }, path)];
  }
  const missed =
    waits !== undefined && !waits.has(node)
      ? [problem("DAG_SOURCE_NOT_AWAITED", { node: name, source: node }, path)]
      : [];
  const given = typeOfBinding(binding, sources);
  if (type === undefined || given === undefined || isAssignable(given, type)) return missed;
  return [...missed, mismatch(path, type, given)];
}

function stepInto(type: FlowType, step: string | number): FlowType | undefined {
  if (type.kind === "list") return type.element;
  if (type.kind === "map") return type.value;
  const fields = type.structure?.fields;
  return fields !== undefined && Object.hasOwn(fields, step) ? fields[step] : undefined;
}

// What the parts of a list or map must be; undefined where it cannot be told, `none` where it can be no such thing.
function innerOf(type: FlowType | undefined, kind: "list" | "map"): FlowType | undefined | "none" {
  if (type === undefined || type.kind === "struct") return undefined;
  if (type.kind === "list" && kind === "list") return type.element;
  if (type.kind === "map" && kind === "map") return type.value;
  if (type.kind !== "union") return "none";
  const fitting = type.variants.map((variant) => innerOf(variant, kind)).filter((inner) => inner !== "none");
  return fitting.length === 0 ? "none" : fitting.length === 1 ? fitting[0] : undefined;
}

function mismatch(target: string, type: FlowType, given: FlowType | string): DefinitionError {
  const got = typeof given === "string" ? given : describeType(given);
  return problem("DAG_TYPE_MISMATCH", { target, expected: describeType(type), got }, target);
}
