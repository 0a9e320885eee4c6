import type { FlowType } from "../../lib/types/index.js";
import type { Class } from "./store.js";

/** What `@Field` was told, as data: a type of Flyte, or a class of fields, in lists, maps and unions. */
export type Shape =
  | { readonly kind: "leaf"; readonly type: FlowType }
  | { readonly kind: "list"; readonly element: Shape }
  | { readonly kind: "map"; readonly value: Shape }
  | { readonly kind: "union"; readonly variants: readonly Shape[] }
  | { readonly kind: "dto"; readonly class: Class }
  | { readonly kind: "unknown"; readonly given: unknown };

const shapeKey = Symbol.for("flytepath.shape");
declare const held: unique symbol;

/** A value that names a type, such as `Int` or `Enum("a", "b")`; `T` is what a property of it holds. */
export interface TypeValue<T> {
  /** For messages. */
  readonly label: string;
  readonly [held]?: T;
}

/** Makes a type value; the shape is asked for only when a class is read, since it may name classes declared later. */
export function typeValue<T>(label: string, shape: () => Shape): TypeValue<T> {
  return Object.freeze({ label, [shapeKey]: shape });
}

/** The shape behind a type value; absent for anything else. */
export function shapeOfTypeValue(value: unknown): Shape | undefined {
  if (typeof value !== "object" || value === null || !(shapeKey in value)) return undefined;
  return (value[shapeKey] as () => Shape)();
}

/** The first part of a shape that names no type. */
export function unknownIn(shape: Shape): { readonly given: unknown } | undefined {
  switch (shape.kind) {
    case "unknown":
      return shape;
    case "list":
      return unknownIn(shape.element);
    case "map":
      return unknownIn(shape.value);
    case "union":
      return shape.variants.map(unknownIn).find((found) => found !== undefined);
    default:
      return undefined;
  }
}

/** Whether a value of this shape may be absent. */
export function isOptional(shape: Shape): boolean {
  return shape.kind === "union" && shape.variants.some((v) => v.kind === "leaf" && v.type.kind === "none");
}

/** Whether values of this shape are the same to the author and to the wire, so that long lists need no walk. */
export function isPlain(shape: Shape): boolean {
  return shape.kind === "leaf" && shape.type.kind !== "none";
}
