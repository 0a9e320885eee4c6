import { create } from "@bufbuild/protobuf";
import type { Variable } from "../../../lib/idl/gen/flyteidl/core/interface_pb.js";
import {
  type Binding,
  type BindingData,
  BindingDataCollectionSchema,
  BindingDataMapSchema,
  BindingDataSchema,
  LiteralSchema,
  type Scalar,
} from "../../../lib/idl/gen/flyteidl/core/literals_pb.js";
import {
  type LiteralType,
  LiteralTypeSchema,
  type OutputReference,
  SimpleType,
} from "../../../lib/idl/gen/flyteidl/core/types_pb.js";
import { textForm } from "../../state/index.js";
import { resolve } from "./promise.js";
import { report, type Scope, type Variables } from "./scope.js";
import { castable, typeOfLiteral, typeText, variableText } from "./types.js";

/** Checks that bindings fill every input of a node with a value that fits, and gives the nodes they wait for. */
export function checkBindings(
  scope: Scope,
  node: Consumer,
  bindings: readonly Binding[],
  inputs: Variables,
): ReadonlySet<string> {
  const upstream = new Set<string>();
  const provided = new Set<string>();
  for (const { var: name, binding } of bindings) {
    const expected = Object.hasOwn(inputs, name) ? inputs[name]?.type : undefined;
    if (expected === undefined) {
      report(scope, "VariableNameNotFound", node.id, `Variable [${name}] not found on node [${node.id}].`);
    } else if (binding === undefined) {
      report(scope, "ValueRequired", node.id, "Value required [Binding].");
    } else if (provided.has(name)) {
      report(scope, "ParameterBoundMoreThanOnce", node.id, `Input [${name}] is bound more than once.`);
    } else {
      provided.add(name);
      checkBinding({ scope, node, input: name, upstream }, binding, expected);
    }
  }
  for (const [name, variable] of Object.entries(inputs)) {
    if (!provided.has(name) && !isOptional(variable)) notBound(scope, node.id, name);
  }
  return upstream;
}

/** What bindings belong to. */
export interface Consumer {
  readonly id: string;
  readonly metadata?: { readonly name: string } | undefined;
}

interface Place {
  readonly scope: Scope;
  readonly node: Consumer;
  readonly input: string;
  readonly upstream: Set<string>;
}

function checkBinding(place: Place, data: BindingData, expected: LiteralType): void {
  const { scope, node, input } = place;
  const { value } = data;
  switch (value.case) {
    case "promise":
      checkPromise(place, value.value, expected);
      break;
    case "scalar":
      checkScalar(place, value.value, expected);
      break;
    case "collection":
    case "map":
      if (expected.type.case === "unionType") checkUnion(place, data, expected, expected.type.value.variants);
      else checkItems(place, value, expected);
      break;
    default:
      if (expected.type.case === "unionType") checkUnion(place, data, expected, expected.type.value.variants);
      else mismatchingBinding(scope, [node.id, input], typeText(expected), "");
  }
}

function checkPromise({ scope, node, input, upstream }: Place, promise: OutputReference, expected: LiteralType): void {
  const found = resolve(scope, node.id, [input, promise]);
  if (found === undefined) return;
  if (found.type !== undefined && castable(found.type, expected)) {
    upstream.add(promise.nodeId);
    return;
  }
  if (found.type === undefined) return;
  const shown = node.metadata === undefined ? input : `${node.metadata.name}.${input}`;
  const what = `The output variable '${found.name}' has type [${variableText(found.type)}]`;
  const where = `but it's assigned to the input variable '${shown}' which has type type [${variableText(expected)}].`;
  report(scope, "MismatchingTypes", node.id, `${what}, ${where}`);
}

function checkScalar({ scope, node, input }: Place, scalar: Scalar, expected: LiteralType): void {
  const given = typeOfLiteral(create(LiteralSchema, { value: { case: "scalar", value: scalar } }));
  if (given === undefined)
    report(scope, "UnrecognizedValue", node.id, `Unrecognized value [${scalar.value.case ?? "<nil>"}].`);
  else if (!castable(given, expected)) reportMismatch(scope, node.id, input, [given, expected]);
  if (expected.type.case !== "enumType") return;
  const { values } = expected.type.value;
  const primitive = scalar.value.case === "primitive" ? scalar.value.value.value : undefined;
  const text = primitive?.case === "stringValue" ? primitive.value : "";
  if (values.includes(text)) return;
  const rule = `Input [${input}] on node [${node.id}] is an Enum and expects value to be one of`;
  report(scope, "IllegalEnumValue", node.id, `${rule} [[${values.join(" ")}]]. Received [${text}]`);
}

function checkItems(place: Place, value: Items, expected: LiteralType): void {
  const isMap = value.case === "map";
  const { type } = expected;
  if (type.case === (isMap ? "mapValueType" : "collectionType")) {
    const items = value.case === "map" ? Object.values(value.value.bindings) : value.value.bindings;
    for (const item of items) checkBinding(place, item, type.value);
    return;
  }
  const given = isMap
    ? textForm(BindingDataMapSchema, value.value)
    : textForm(BindingDataCollectionSchema, value.value);
  mismatchingBinding(place.scope, [place.node.id, place.input], typeText(expected), given);
}

type Items = Extract<BindingData["value"], { readonly case: "collection" | "map" }>;

// A list, a map or nothing is tried on every variant, and must fit one.
function checkUnion(place: Place, data: BindingData, expected: LiteralType, variants: readonly LiteralType[]): void {
  const { scope, node, input, upstream } = place;
  const fitting = variants.flatMap((variant) => {
    const own = { problems: [], upstream: new Set<string>() };
    checkBinding({ ...place, scope: { ...scope, problems: own.problems }, upstream: own.upstream }, data, variant);
    return own.problems.length === 0 ? [{ variant, found: own.upstream }] : [];
  });
  const [first, second] = fitting;
  const what = `Input [${input}] on node [${node.id}] expects bindings of union type [${typeText(expected)}].`;
  const given = `Received [${textForm(BindingDataSchema, data)}]`;
  if (first === undefined) {
    report(
      scope,
      "IncompatibleBindingUnionValue",
      node.id,
      `${what} ${given} which does not match any of the variants.`,
    );
  } else if (second !== undefined) {
    const both = `both variants [${typeText(first.variant)}] and [${typeText(second.variant)}] match.`;
    report(scope, "AmbiguousBindingUnionValue", node.id, `${what} ${given} which is ambiguous as ${both}`);
  } else for (const id of first.found) upstream.add(id);
}

/** Reports that a variable is not of the type that is expected. */
export function reportMismatch(
  scope: Scope,
  node: string,
  variable: string,
  [given, expected]: readonly [LiteralType | undefined, LiteralType | undefined],
): void {
  const what = `Variable [${variable}] (type [${variableText(given)}])`;
  report(scope, "MismatchingTypes", node, `${what} doesn't match expected type [${variableText(expected)}].`);
}

/** Reports that an input has no value. */
export function notBound(scope: Scope, node: string, input: string): void {
  report(scope, "ParameterNotBound", node, `Parameter not bound [${input}].`);
}

function mismatchingBinding(
  scope: Scope,
  [node, input]: readonly [string, string],
  expected: string,
  received: string,
): void {
  const text = `Input [${input}] on node [${node}] expects bindings of type [${expected}]. Received [${received}]`;
  report(scope, "MismatchingBindings", node, text);
}

// Flyte reads the `simple` field of every variant, whose zero value is NONE: any other kind of variant counts as well.
function isOptional({ type }: Variable): boolean {
  if (type?.type.case !== "unionType") return false;
  return type.type.value.variants.some(({ type: kind }) => kind.case !== "simple" || kind.value === SimpleType.NONE);
}

/** Type of what a binding carries, as far as it can be told without knowing what is expected; none with problems reported. */
export function inferType(scope: Scope, node: Consumer, { var: input, binding }: Binding): LiteralType | undefined {
  const none = create(LiteralTypeSchema, { type: { case: "simple", value: SimpleType.NONE } });
  if (binding === undefined) {
    report(scope, "ValueRequired", node.id, "Value required [Binding].");
    return undefined;
  }
  const { value } = binding;
  if (value.case === "promise") return resolve(scope, node.id, [input, value.value])?.whole;
  if (value.case === "scalar") return typeOfLiteral(create(LiteralSchema, { value }));
  checkBinding({ scope, node, input, upstream: new Set() }, binding, none);
  return undefined;
}
