export type {
  Column,
  Dimensionality,
  FlowType,
  Interface,
  SchemaColumn,
  SimpleKind,
  TypeNotes,
  Variable,
  Variables,
} from "./flow-type.js";
export type { Json, JsonObject } from "./json.js";
export type { Literal, LiteralNotes, Literals } from "./literal.js";
