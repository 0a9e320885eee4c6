import { FlytepathError } from "../../../lib/errors/index.js";
import type { Literal } from "../../../lib/idl/gen/flyteidl/core/literals_pb.js";
import { type LiteralType, LiteralTypeSchema } from "../../../lib/idl/gen/flyteidl/core/types_pb.js";
import { decodeLiteral, decodeType, encodeType } from "../../../lib/idl/index.js";
import { type FlowType, isAssignable, typeOf } from "../../../lib/types/index.js";
import { textForm } from "../../state/index.js";

/** Whether a value of one type may go where another is expected; a type without a kind fits nowhere. */
export function castable(from: LiteralType, to: LiteralType): boolean {
  const [given, wanted] = [flowType(from), flowType(to)];
  return given !== undefined && wanted !== undefined && isAssignable(given, wanted);
}

/** Whether one of two types may go where the other is expected. */
export function castableEither(one: LiteralType, other: LiteralType): boolean {
  return castable(one, other) || castable(other, one);
}

/** The type of a literal, or undefined for one that holds no value, or a file that does not say what it is. */
export function typeOfLiteral(literal: Literal): LiteralType | undefined {
  const scalar = literal.value.case === "scalar" ? literal.value.value.value : undefined;
  if (scalar?.case === "blob" && scalar.value.metadata?.type === undefined) return undefined;
  return understood(() => encodeType(typeOf(decodeLiteral(literal))));
}

/** A type as texts print it: `simple:INTEGER`. */
export function typeText(type: LiteralType | undefined): string {
  return textForm(LiteralTypeSchema, type);
}

function flowType(type: LiteralType): FlowType | undefined {
  return understood(() => decodeType(type));
}

function understood<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (FlytepathError.is(error)) return undefined;
    throw error;
  }
}
