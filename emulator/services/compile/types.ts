import { type LiteralType, LiteralTypeSchema, SimpleType } from "../../../lib/idl/gen/flyteidl/core/types_pb.js";
import { textForm } from "../../state/index.js";

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
