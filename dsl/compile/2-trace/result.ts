import { isAssignable } from "../../../lib/types/index.js";
import { isOptional, type Shape, typeOfShape } from "../../field/index.js";
import type { Refusal } from "../../pipeline/index.js";
import type { Given } from "./given.js";
import { sourceOf, wholeOf } from "./ref.js";
import type { Traced, Way } from "./scope.js";

// What a returned object gives, by property; `undefined` for a plain value, whose type only its use can tell.
function givenBy(result: unknown): ReadonlyMap<string, Given | undefined> {
  const whole = wholeOf(result);
  if (whole !== undefined) return whole.given;
  if (typeof result !== "object" || result === null) return new Map();
  return new Map(
    Object.entries(result).map(([property, value]) => {
      const source = sourceOf(value);
      if (source === undefined || source === "broken") return [property, undefined];
      return [property, { name: property, type: source.type, shape: source.shape }];
    }),
  );
}

/** What can be used of a condition: what both of its ways give, with types that fit each other. */
export function resultOf(then: Way, otherwise: Way | Refusal | undefined): ReadonlyMap<string, Given> {
  if (otherwise === undefined) return new Map();
  const first = givenBy(then.result);
  const second = "scope" in otherwise ? givenBy(otherwise.result) : first;
  const merged = [...first].map(
    ([property, given]) => [property, mergeTypes(given, second.get(property), second.has(property))] as const,
  );
  return new Map(merged.filter((pair): pair is readonly [string, Given] => pair[1] !== undefined));
}

function mergeTypes(one: Given | undefined, other: Given | undefined, inBoth: boolean): Given | undefined {
  if (!inBoth) return undefined;
  if (one === undefined || other === undefined) return one ?? other;
  if (isAssignable(other.type, one.type)) return one;
  return isAssignable(one.type, other.type) ? { ...other, name: one.name } : undefined;
}

/** What a mapped step gives: lists, of what may be absent where elements may fail. */
export function listsOf(outputs: ReadonlyMap<string, Given>, tolerant: boolean): ReadonlyMap<string, Given> {
  return new Map(
    [...outputs].map(([property, { name, shape }]) => {
      const list: Shape = { kind: "list", element: tolerant ? orNone(shape) : shape };
      return [property, { name, shape: list, type: typeOfShape(list) }];
    }),
  );
}

function orNone(shape: Shape): Shape {
  if (isOptional(shape)) return shape;
  const variants = shape.kind === "union" ? shape.variants : [shape];
  return { kind: "union", variants: [...variants, { kind: "leaf", type: { kind: "none" } }] };
}

/** The step that is a whole way by itself: it is its only one, and what the way gives is what the step gives. */
export function loneStep({ scope, result }: Way): Traced | undefined {
  const [step] = scope.steps;
  if (step === undefined || scope.steps.length > 1) return undefined;
  const given = sourceOf(result) === undefined ? wholeOf(result)?.step : undefined;
  return given === step || typeof result !== "object" || result === null ? step : undefined;
}
