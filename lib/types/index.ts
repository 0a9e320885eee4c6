export { isAssignable } from "./assignable.js";
export { readDatetime, toDate, writeDatetime } from "./datetime.js";
export { defined } from "./defined.js";
export { describeType, describeValue } from "./describe.js";
export { Duration, readDuration, toMilliseconds } from "./duration.js";
export { bindFiles, deliverFiles } from "./files/deliver.js";
export type { FileAccess, TableCodec } from "./files/file-access.js";
export { FlyteDirectory } from "./files/flyte-directory.js";
export { FlyteError } from "./files/flyte-error.js";
export { FlyteFile } from "./files/flyte-file.js";
export { FlyteSchema } from "./files/flyte-schema.js";
export type { Row } from "./files/row.js";
export { StructuredDataset } from "./files/structured-dataset.js";
export type {
  Column,
  FlowType,
  Interface,
  SchemaColumn,
  SimpleKind,
  TypeNotes,
  Variable,
  Variables,
} from "./flow-type.js";
export { fromJson } from "./from-json.js";
export type { Json, JsonObject } from "./json.js";
export type { Literal, LiteralNotes, Literals } from "./literal.js";
export { literalAt } from "./literal-at.js";
export { parseText } from "./parse-text.js";
export { toJson } from "./to-json.js";
export { toLiteral } from "./to-literal.js";
export { toValue } from "./to-value.js";
export { conforms, typeOf } from "./type-of.js";
export { optionalOf, unionOf } from "./union.js";
