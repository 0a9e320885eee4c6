import { create } from "@bufbuild/protobuf";
import type { Variable } from "../../../lib/idl/gen/flyteidl/core/interface_pb.js";
import { type Binding, type BindingData, LiteralSchema } from "../../../lib/idl/gen/flyteidl/core/literals_pb.js";
import { type LiteralType, LiteralTypeSchema, SimpleType } from "../../../lib/idl/gen/flyteidl/core/types_pb.js";
import { resolve } from "./promise.js";
import { report, type Scope, startNode, type Variables } from "./scope.js";
import { castable, typeOfLiteral, typeText } from "./types.js";

/** Checks that bindings fill every input of a node with a value that fits, and gives the nodes they wait for. */
export function checkBindings(
  scope: Scope,
  node: { readonly id: string; readonly metadata?: { readonly name: string } | undefined },
  bindings: readonly Binding[],
  inputs: Variables,
): ReadonlySet<string> {
  const upstream = new Set<string>();
  const seen = new Set<string>();
  const bound = new Set<string>();
  for (const { var: name, binding } of bindings) {
    if (seen.has(name)) {
      report(scope, "ParameterBoundMoreThanOnce", node.id, `Input [${name}] is bound more than once.`);
      continue;
    }
    seen.add(name);
    const expected = inputs[name]?.type;
    if (expected === undefined) {
      report(scope, "VariableNameNotFound", node.id, `Variable [${name}] not found on node [${node.id}].`);
      continue;
    }
    const prefix = node.metadata?.name ? `${node.metadata.name}.` : "";
    const place = { scope, node: node.id, input: name, shown: prefix + name, upstream };
    if (binding === undefined) report(scope, "ValueRequired", node.id, "Value required [Binding].");
    else if (fits(place, binding, expected)) bound.add(name);
  }
  for (const [name, variable] of Object.entries(inputs)) {
    if (bound.has(name) || isOptional(variable)) continue;
    report(scope, "ParameterNotBound", node.id, `Parameter not bound [${name}].`);
  }
  return upstream;
}

interface Place {
  readonly scope: Scope;
  readonly node: string;
  readonly input: string;
  readonly shown: string;
  readonly upstream: Set<string>;
}

// False where the value cannot be found at all: then the parameter counts as not bound, besides.
function fits(place: Place, data: BindingData, expected: LiteralType): boolean {
  const { scope, node, input, shown, upstream } = place;
  const { value } = data;
  if (value.case === "promise") {
    const found = resolve(scope, node, value.value);
    if (found === undefined) return false;
    upstream.add(value.value.nodeId || startNode);
    if (found.type !== undefined && !castable(found.type, expected)) {
      const what = `The output variable '${found.name}' has type [${typeText(found.type)}]`;
      const where = `but it's assigned to the input variable '${shown}' which has type type [${typeText(expected)}].`;
      report(scope, "MismatchingTypes", node, `${what}, ${where}`);
    }
    return true;
  }
  if (value.case === "collection" || value.case === "map") {
    const items = value.case === "map" ? Object.values(value.value.bindings) : value.value.bindings;
    const kind = value.case === "map" ? "mapValueType" : "collectionType";
    const element = elementOf(place, kind, expected);
    if (element === undefined) mismatchingBinding(place, expected, kind === "mapValueType" ? "map" : "collection");
    return element === undefined || items.map((item) => fits(place, item, element)).every(Boolean);
  }
  if (value.case === "scalar") {
    const given = typeOfLiteral(create(LiteralSchema, { value }));
    const { type } = expected;
    if (type.case === "enumType" && value.value.value.case === "primitive") {
      const text = String(value.value.value.value.value.value);
      if (type.value.values.includes(text)) return true;
      const rule = `Input [${input}] on node [${node}] is an Enum and expects value to be one of`;
      report(scope, "IllegalEnumValue", node, `${rule} [[${type.value.values.join(" ")}]]. Received [${text}]`);
    } else if (given === undefined || !castable(given, expected)) {
      reportMismatch(scope, node, input, [given, expected]);
    }
    return true;
  }
  mismatchingBinding(place, expected, "");
  return true;
}

/** Reports that a variable is not of the type that is expected. */
export function reportMismatch(
  scope: Scope,
  node: string,
  variable: string,
  [given, expected]: readonly [LiteralType | undefined, LiteralType | undefined],
): void {
  const text = `Variable [${variable}] (type [${typeText(given)}]) doesn't match expected type [${typeText(expected)}].`;
  report(scope, "MismatchingTypes", node, text);
}

function mismatchingBinding({ scope, node, input }: Place, expected: LiteralType, received: string): void {
  const text = `Input [${input}] on node [${node}] expects bindings of type [${typeText(expected)}]. Received [${received}]`;
  report(scope, "MismatchingBindings", node, text);
}

// The one variant of a union that is a list or a map takes a list or a map binding.
function elementOf(
  { scope, node, input }: Place,
  kind: "collectionType" | "mapValueType",
  { type }: LiteralType,
): LiteralType | undefined {
  if (type.case === kind) return type.value;
  if (type.case !== "unionType") return undefined;
  const variants = type.value.variants.filter((variant) => variant.type.case === kind);
  const [only] = variants;
  if (variants.length > 1) {
    const text = `Input [${input}] on node [${node}] fits more than one variant of its union.`;
    report(scope, "AmbiguousBindingUnionValue", node, text);
  }
  return only?.type.case === kind ? only.type.value : undefined;
}

// Flyte reads the `simple` field of every variant, whose zero value is NONE: any other kind of variant counts as well.
function isOptional({ type }: Variable): boolean {
  if (type?.type.case !== "unionType") return false;
  return type.type.value.variants.some(({ type: kind }) => kind.case !== "simple" || kind.value === SimpleType.NONE);
}

/** Type of what a binding carries, as far as it can be told without knowing what is expected. */
export function inferType(scope: Scope, consumer: string, data: BindingData | undefined): LiteralType | undefined {
  const value = data?.value;
  if (value?.case === "promise") return resolve(scope, consumer, value.value)?.type;
  if (value?.case === "scalar") return typeOfLiteral(create(LiteralSchema, { value }));
  return value === undefined
    ? undefined
    : create(LiteralTypeSchema, { type: { case: "simple", value: SimpleType.NONE } });
}
