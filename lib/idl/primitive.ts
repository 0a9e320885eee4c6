import { failure } from "../errors/index.js";
import type { Literal } from "../types/index.js";
import type { Primitive } from "./gen/flyteidl/core/literals_pb.js";
import { known, missing } from "./known.js";
import { fromDuration, fromTimestamp, toDuration, toTimestamp } from "./time.js";

/** Literals that the wire holds as a `Primitive`. */
export type PrimitiveLiteral = Extract<
  Literal,
  { kind: "int" | "float" | "string" | "bool" | "datetime" | "duration" }
>;

/** Whether a value is one that the wire holds as a `Primitive`. */
export function isPrimitive(literal: Literal): literal is PrimitiveLiteral {
  return /^(int|float|string|bool|datetime|duration)$/.test(literal.kind);
}

/** A number, text, truth or time as Flyte's `core.Primitive`; WIRE_TEXT_MALFORMED, WIRE_TIME_OUT_OF_RANGE. */
export function encodePrimitive(literal: PrimitiveLiteral): Primitive {
  return { $typeName: "flyteidl.core.Primitive", value: primitiveValue(literal) };
}

/** The value of a `core.Primitive`; WIRE_FIELD_MISSING when it has none. */
export function decodePrimitive({ value }: Primitive, path: string): PrimitiveLiteral {
  switch (value.case) {
    case "integer":
      return { kind: "int", value: String(value.value) };
    case "floatValue":
      return { kind: "float", value: decodeFloat(value.value) };
    case "stringValue":
      return { kind: "string", value: value.value };
    case "boolean":
      return { kind: "bool", value: value.value };
    case "datetime":
      return { kind: "datetime", value: fromTimestamp(known(value.value, path)) };
    case "duration":
      return { kind: "duration", value: fromDuration(known(value.value, path)) };
    case undefined:
      return missing({ message: "primitive", field: "value" }, path);
  }
}

function primitiveValue(literal: PrimitiveLiteral): Primitive["value"] {
  switch (literal.kind) {
    case "int":
      return { case: "integer", value: integer(literal.value) };
    case "float":
      return { case: "floatValue", value: Number(literal.value) };
    case "string":
      return { case: "stringValue", value: literal.value };
    case "bool":
      return { case: "boolean", value: literal.value };
    case "datetime":
      return { case: "datetime", value: toTimestamp(literal.value) };
    case "duration":
      return { case: "duration", value: toDuration(literal.value) };
  }
}

function decodeFloat(value: number): Extract<Literal, { kind: "float" }>["value"] {
  if (Object.is(value, -0)) return "-0";
  if (Number.isFinite(value)) return value;
  return String(value) as "NaN" | "Infinity" | "-Infinity";
}

/** Decimal text as an integer of 64 bits; WIRE_TEXT_MALFORMED. */
export function integer(text: string): bigint {
  const value = /^-?\d+$/.test(text) ? BigInt(text) : undefined;
  if (value === undefined || value !== BigInt.asIntN(64, value)) {
    throw failure("WIRE_TEXT_MALFORMED", { expected: "an integer of 64 bits", text });
  }
  return value;
}
