import { create } from "@bufbuild/protobuf";
import { FlytepathError } from "../../../lib/errors/index.js";
import type { Literal } from "../../../lib/idl/gen/flyteidl/core/literals_pb.js";
import { type LiteralType, LiteralTypeSchema, SimpleType } from "../../../lib/idl/gen/flyteidl/core/types_pb.js";
import { decodeLiteral, decodeType, encodeType } from "../../../lib/idl/index.js";
import { type FlowType, isAssignable, typeOf } from "../../../lib/types/index.js";
import { invalid, textForm } from "../../state/index.js";

/** Whether a value of one type may go where another is expected; a type without a kind fits nowhere. */
export function castable(from: LiteralType, to: LiteralType): boolean {
  const [given, wanted] = [flowType(from), flowType(to)];
  return given !== undefined && wanted !== undefined && isAssignable(given, wanted);
}

/** The type of a literal, or undefined for one that holds no value, or a file that does not say what it is. */
export function typeOfLiteral(literal: Literal): LiteralType | undefined {
  const scalar = literal.value.case === "scalar" ? literal.value.value.value : undefined;
  if (scalar?.case === "blob" && scalar.value.metadata?.type === undefined) return undefined;
  // A primitive that holds nothing is of Flyte's first type.
  if (scalar?.case === "primitive" && scalar.value.value.case === undefined) {
    return create(LiteralTypeSchema, { type: { case: "simple", value: SimpleType.NONE } });
  }
  return understood(() => encodeType(typeOf(decodeLiteral(literal))));
}

/** The type of a value that somebody gave under a name; INVALID_ARGUMENT where it holds none. */
export function typeOfGiven(name: string, literal: Literal): LiteralType {
  const type = typeOfLiteral(literal);
  if (type !== undefined) return type;
  const what = `Failed to validate literal type for [${name}] with err: got unknown literal type: [<nil>].`;
  throw invalid(
    `${what}\nSuggested solution: Please update all your Flyte deployment images to the latest version and try again`,
  );
}

/** A type as texts print it: `simple:INTEGER`. */
export function typeText(type: LiteralType | undefined): string {
  return textForm(LiteralTypeSchema, type);
}

/** A type as texts about variables print it: as {@link typeText}, but a struct with what is known of its fields. */
export function variableText(type: LiteralType | undefined): string {
  if (type === undefined) return "None";
  if (type.type.case !== "simple" || type.type.value !== SimpleType.STRUCT) return typeText(type);
  const fields = Object.entries(type.structure?.dataclassType ?? {});
  const said = fields.map(([name, field]) => `dataclass_type:{key:${name} value:{${variableText(field)}}`).join(", ");
  return `simple: STRUCT structure{${said}}`;
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
