import {
  Duration,
  type FlowType,
  FlyteDirectory,
  FlyteError,
  FlyteFile,
  FlyteSchema,
  StructuredDataset,
} from "../../lib/types/index.js";
import { recordsOf } from "./field.js";
import { type Shape, shapeOfTypeValue } from "./shape.js";
import type { Class } from "./store.js";

const classes = new Map<unknown, FlowType>([
  [String, { kind: "string" }],
  [Boolean, { kind: "bool" }],
  [Date, { kind: "datetime" }],
  [Uint8Array, { kind: "binary" }],
  [Duration, { kind: "duration" }],
  [FlyteFile, { kind: "blob", format: "", dimensionality: "single" }],
  [FlyteDirectory, { kind: "blob", format: "", dimensionality: "multipart" }],
  [StructuredDataset, { kind: "structuredDataset", columns: [], format: "" }],
  [FlyteSchema, { kind: "schema", columns: [] }],
  [FlyteError, { kind: "error" }],
]);

/** Reads what `@Field` was given; a part that names no type is `unknown`. */
export function readShape(type: unknown): Shape {
  return shapeOfTypeValue(type) ?? shapeOfList(type) ?? shapeOfClass(type) ?? { kind: "unknown", given: type };
}

function shapeOfList(type: unknown): Shape | undefined {
  return Array.isArray(type) && type.length === 1 ? { kind: "list", element: readShape(type[0]) } : undefined;
}

function shapeOfClass(type: unknown): Shape | undefined {
  const known = classes.get(type);
  if (known !== undefined) return { kind: "leaf", type: known };
  if (typeof type !== "function" || recordsOf(type as Class).length === 0) return undefined;
  return { kind: "dto", class: type as Class };
}
