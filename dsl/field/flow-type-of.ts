import { type FlowType, unionOf } from "../../lib/types/index.js";
import { msgpack, schemaOf } from "./json-schema.js";
import type { Shape } from "./shape.js";

/** The fields of a class, as far as its own type needs them. */
export interface Member {
  readonly name: string;
  readonly shape: Shape;
  readonly type: FlowType;
  readonly fallback?: unknown;
}

/** Looks the fields of a DTO up; absent while that class is being read, which ends recursion. */
export type Members = (dto: Extract<Shape, { kind: "dto" }>["class"]) => readonly Member[] | undefined;

/**
 * The Flyte type of a shape. A DTO is a struct that carries its JSON schema and its fields' types, as flytekit writes a
 * dataclass; a DTO inside itself is a struct without them.
 */
export function flowTypeOf(shape: Shape, members: Members): FlowType {
  switch (shape.kind) {
    case "leaf":
      return shape.type;
    case "list":
      return { kind: "list", element: flowTypeOf(shape.element, members) };
    case "map":
      return { kind: "map", value: flowTypeOf(shape.value, members) };
    case "union":
      return unionOf(...shape.variants.map((variant) => flowTypeOf(variant, members)));
    case "dto":
      return structOf(shape, members);
    case "unknown":
      return { kind: "none" };
  }
}

function structOf(shape: Extract<Shape, { kind: "dto" }>, members: Members): FlowType {
  const fields = members(shape.class);
  if (fields === undefined) return { kind: "struct", annotation: msgpack };
  return {
    kind: "struct",
    metadata: schemaOf(shape.class.name, fields),
    annotation: msgpack,
    structure: { fields: Object.fromEntries(fields.map(({ name, type }) => [name, type])) },
  };
}
