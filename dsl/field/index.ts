export { type Bare, byDefault, type Defaulted, type IsDefaulted } from "./by-default.js";
export { defaultsOf } from "./defaults.js";
export { dehydrate, literalOf } from "./dehydrate.js";
export { Field, type FieldOptions, type Misfit } from "./field.js";
export type { FieldType, ValueOf } from "./field-type.js";
export { type Fields, fieldsOf, inspect, type ReadField, typeOfShape } from "./fields.js";
export { hydrate } from "./hydrate.js";
export { interfaceOf, Nothing } from "./interface-of.js";
export { readShape } from "./read-shape.js";
export { hasRules, rulesOf } from "./rules.js";
export { isOptional, type Shape, unknownIn } from "./shape.js";
export { type AnyClass, type Class, createStore } from "./store.js";
export {
  Bool,
  Bytes,
  DatasetOf,
  DateTime,
  DirectoryOf,
  Enum,
  FileOf,
  Float,
  Int,
  Json,
  MapOf,
  Optional,
  Str,
  Union,
} from "./type-values.js";
export { brokenRules, validate, validateAll } from "./validate.js";
