import type { FlowType } from "./flow-type.js";

// Names of flytekit's type transformers, which it tells a union's variants apart by.
const tags: Readonly<Record<string, string>> = {
  none: "none",
  int: "int",
  float: "float",
  string: "str",
  bool: "bool",
  datetime: "datetime",
  duration: "timedelta",
  enum: "DefaultEnumTransformer",
  list: "Typed List",
  map: "Typed Dict",
  struct: "Typed Dict",
  union: "Typed Union",
  structuredDataset: "StructuredDataset Transformer",
  schema: "FlyteSchema Transformer",
  error: "FlyteError",
};

/** A union of types whose variants carry the tags that flytekit gives them, unless they have one. */
export function unionOf(...variants: readonly FlowType[]): FlowType {
  return { kind: "union", variants: variants.map(tagged) };
}

/** A type or none: what a field that may be left out is. */
export function optionalOf(type: FlowType): FlowType {
  return unionOf(type, { kind: "none" });
}

// The tag that flytekit gives a type as a variant of a union; empty where it knows none.
function tagOf(type: FlowType): string {
  if (type.kind === "blob") return type.dimensionality === "single" ? "FlyteFilePath" : "FlyteDirectory";
  if (type.kind === "struct" && type.structure?.fields !== undefined) return "Object-Dataclass-Transformer";
  return tags[type.kind] ?? "";
}

function tagged(type: FlowType): FlowType {
  const tag = tagOf(type);
  return type.structure?.tag !== undefined || tag === "" ? type : { ...type, structure: { ...type.structure, tag } };
}
