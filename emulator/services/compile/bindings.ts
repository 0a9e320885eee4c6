import { create } from "@bufbuild/protobuf";
import { type Variable, VariableSchema } from "../../../lib/idl/gen/flyteidl/core/interface_pb.js";
import {
  type BindingData,
  BindingDataCollectionSchema,
  BindingDataMapSchema,
  BindingDataSchema,
  type Scalar,
} from "../../../lib/idl/gen/flyteidl/core/literals_pb.js";
import { type LiteralType, LiteralTypeSchema, SimpleType } from "../../../lib/idl/gen/flyteidl/core/types_pb.js";
import type { Node } from "../../../lib/idl/gen/flyteidl/core/workflow_pb.js";
import { textForm } from "../../state/index.js";
import { castable } from "./castable.js";
import { typeOfScalar } from "./literal-type.js";
import { checkPromise } from "./promise.js";
import { connect, type Direction, isSound, report, required, type Scope, type Variables } from "./scope.js";
import { typeText, variableText } from "./types.js";

/** Checks that bindings fill every input of a node with a value that fits, and draws the edges that they need. */
export function checkBindings(scope: Scope, node: Node, inputs: Variables, direction: Direction): void {
  const provided = eachBinding(scope, node, (name, data) => {
    const expected = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
    if (expected === undefined) {
      report(scope, "VariableNameNotFound", node.id, `Variable [${name}] not found on node [${node.id}].`);
      return false;
    }
    if (data !== undefined) bind(scope, node, [name, data, expected.type ?? create(LiteralTypeSchema)], direction);
    return true;
  });
  for (const [name, variable] of Object.entries(inputs)) {
    if (!provided.has(name) && !isOptional(variable)) notBound(scope, node.id, name);
  }
}

/** The variables that a node's bindings carry, of the types that can be told without knowing what is expected. */
export function inferInputs(scope: Scope, node: Node): Variables {
  const found: [string, Variable][] = [];
  eachBinding(scope, node, (name, data) => {
    if (data === undefined) return true;
    const bound = bind(scope, node, [name, data, undefined], "upstream");
    if (bound !== undefined)
      found.push([name, create(VariableSchema, bound.type === undefined ? {} : { type: bound.type })]);
    return true;
  });
  return Object.fromEntries(found);
}

// Goes through bindings in order; the function says whether an input is known, and is asked before and after the rest.
function eachBinding(
  scope: Scope,
  { id, inputs }: Node,
  visit: (name: string, data: BindingData | undefined) => boolean,
): ReadonlySet<string> {
  const provided = new Set<string>();
  for (const { var: name, binding } of inputs) {
    if (!visit(name, undefined)) continue;
    if (binding === undefined) required(scope, id, "Binding");
    else if (provided.has(name)) {
      report(scope, "ParameterBoundMoreThanOnce", id, `Input [${name}] is bound more than once.`);
    } else {
      provided.add(name);
      visit(name, binding);
    }
  }
  return provided;
}

/** A binding, or a part of one, and where it stands. */
export interface Place {
  readonly scope: Scope;
  readonly node: Node;
  readonly input: string;
}

/** What a binding that holds was found to carry. */
export interface Bound {
  readonly type: LiteralType | undefined;
  readonly upstream: readonly string[];
}

function bind(
  scope: Scope,
  node: Node,
  [input, data, expected]: readonly [string, BindingData, LiteralType | undefined],
  direction: Direction,
): Bound | undefined {
  const bound = checkBinding({ scope, node, input }, data, expected);
  for (const from of bound?.upstream ?? []) connect(scope, from, node.id, direction);
  return bound;
}

// Nothing is expected where the type is to be inferred: then only what needs no expectation holds.
function checkBinding(place: Place, data: BindingData, expected: LiteralType | undefined): Bound | undefined {
  const { value } = data;
  if (value.case === "promise") return checkPromise(place, value.value, expected);
  if (value.case === "scalar") return checkScalar(place, value.value, expected);
  if (expected?.type.case === "unionType") return checkUnion(place, data, expected);
  if (value.case === "collection" || value.case === "map") return checkItems(place, value, expected);
  return mismatchingBinding(place, expected, value.case === undefined ? "" : "*core.BindingData_OffloadedMetadata");
}

function checkScalar({ scope, node, input }: Place, scalar: Scalar, expected: LiteralType | undefined) {
  const type = typeOfScalar(scalar);
  const sound = isSound(scope, () => {
    if (type === undefined) report(scope, "UnrecognizedValue", node.id, `Unrecognized value [${kindOf(scalar)}].`);
    else if (expected !== undefined && !castable(type, expected))
      reportMismatch(scope, node.id, input, [type, expected]);
    if (expected?.type.case !== "enumType") return;
    const { values } = expected.type.value;
    const primitive = scalar.value.case === "primitive" ? scalar.value.value.value : undefined;
    const text = primitive?.case === "stringValue" ? primitive.value : "";
    if (values.includes(text)) return;
    const rule = `Input [${input}] on node [${node.id}] is an Enum and expects value to be one of`;
    report(scope, "IllegalEnumValue", node.id, `${rule} [[${values.join(" ")}]]. Received [${text}]`);
  });
  return sound ? { type, upstream: [] } : undefined;
}

// A scalar's kind as Flyte's language names it.
function kindOf({ value }: Scalar): string {
  return value.case === undefined ? "<nil>" : `*core.Scalar_${value.case[0]?.toUpperCase()}${value.case.slice(1)}`;
}

type Items = Extract<BindingData["value"], { readonly case: "collection" | "map" }>;

function checkItems(place: Place, value: Items, expected: LiteralType | undefined): Bound | undefined {
  const kind = value.case === "map" ? "mapValueType" : "collectionType";
  if (expected === undefined || expected.type.case !== kind) {
    const given =
      value.case === "map"
        ? textForm(BindingDataMapSchema, value.value)
        : textForm(BindingDataCollectionSchema, value.value);
    return mismatchingBinding(place, expected, given);
  }
  const inner = expected.type.value;
  const items = value.case === "map" ? Object.values(value.value.bindings) : value.value.bindings;
  const bound = items.map((item) => checkBinding(place, item, inner));
  const upstream = bound.flatMap((item) => item?.upstream ?? []);
  return bound.includes(undefined) ? undefined : { type: expected, upstream };
}

// What is neither a scalar nor a promise is tried on every variant, and must fit one.
function checkUnion(place: Place, data: BindingData, expected: LiteralType): Bound | undefined {
  const { scope, node, input } = place;
  const variants = expected.type.case === "unionType" ? expected.type.value.variants : [];
  const fitting = variants.flatMap((variant) => {
    const own: Place = { ...place, scope: { ...scope, problems: [] } };
    const bound = checkBinding(own, data, variant);
    return bound === undefined ? [] : [{ variant, bound }];
  });
  const [first, second] = fitting;
  const what = `Input [${input}] on node [${node.id}] expects bindings of union type [${typeText(expected)}].`;
  const given = `${what} Received [${textForm(BindingDataSchema, data)}]`;
  if (second !== undefined) {
    const both = `both variants [${typeText(first?.variant)}] and [${typeText(second.variant)}] match.`;
    report(scope, "AmbiguousBindingUnionValue", node.id, `${given} which is ambiguous as ${both}`);
    return undefined;
  }
  if (first !== undefined) return first.bound;
  report(scope, "IncompatibleBindingUnionValue", node.id, `${given} which does not match any of the variants.`);
  return undefined;
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

// Without an expectation, Flyte's compiler expects its first type.
function mismatchingBinding(
  { scope, node, input }: Place,
  expected: LiteralType | undefined,
  given: string,
): undefined {
  const type = expected === undefined ? "simple:NONE" : typeText(expected);
  const text = `Input [${input}] on node [${node.id}] expects bindings of type [${type}]. Received [${given}]`;
  report(scope, "MismatchingBindings", node.id, text);
}

// Flyte reads the `simple` field of every variant, whose zero value is NONE: any other kind of variant counts as well.
function isOptional({ type }: Variable): boolean {
  if (type?.type.case !== "unionType") return false;
  return type.type.value.variants.some(({ type: kind }) => kind.case !== "simple" || kind.value === SimpleType.NONE);
}
