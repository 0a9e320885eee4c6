import type { Column, FlowType, SchemaColumn, SimpleKind } from "./flow-type.js";
import { schemaCovers } from "./json-schema.js";

type Of<Kind extends FlowType["kind"]> = Extract<FlowType, { kind: Kind }>;

/**
 * Whether a value of type `from` may flow to where `to` is expected, by the rules of Flyte's compiler: an int is no
 * float, formats and columns may be left open, a union takes what exactly one of its variants takes.
 */
export function isAssignable(from: FlowType, to: FlowType): boolean {
  // A union of one is unwrapped here and for variants of unions, never inside lists and maps: so does Flyte.
  if (from.kind === "union" && from.variants.length === 1 && isAssignable(from.variants[0]!, to)) return true;
  return casts(from, to);
}

function casts(from: FlowType, to: FlowType): boolean {
  switch (to.kind) {
    case "enum":
      return from.kind === "string" || (from.kind === "enum" && sameList(from.values, to.values));
    case "list":
      return from.kind === "list" && (from.element.kind === "none" || casts(from.element, to.element));
    case "map":
      return from.kind === "map" && (from.value.kind === "none" || casts(from.value, to.value));
    case "blob":
      return from.kind === "blob" && formatsMeet(from.format, to.format);
    case "schema":
      return castsToSchema(from, to);
    case "structuredDataset":
      return castsToTable(from, to);
    case "union":
      return castsToUnion(from, to);
    default:
      return castsToSimple(from, to as FlowType & { readonly kind: SimpleKind });
  }
}

function castsToSimple(from: FlowType, to: FlowType & { readonly kind: SimpleKind }): boolean {
  if (to.kind === "string" && from.kind === "enum") return true;
  if (from.kind !== to.kind) return false;
  const tag = from.structure?.tag ?? "";
  if (tag !== "" && tag !== (to.structure?.tag ?? "")) return false;
  if (to.kind !== "struct" || from.metadata === undefined || to.metadata === undefined) return true;
  return schemaCovers(from.metadata, to.metadata);
}

function castsToUnion(from: FlowType, to: Of<"union">): boolean {
  if (from.kind === "union") {
    return from.variants.every((variant) => to.variants.some((accepting) => isAssignable(variant, accepting)));
  }
  return to.variants.filter((variant) => isAssignable(from, variant)).length === 1;
}

function castsToSchema(from: FlowType, to: Of<"schema">): boolean {
  if (from.kind === "schema") return hasColumns(from.columns, to.columns);
  return from.kind === "structuredDataset" && isParquet(from.format) && hasColumns(from.columns, to.columns);
}

function castsToTable(from: FlowType, to: Of<"structuredDataset">): boolean {
  if (from.kind === "none") return true;
  if (from.kind === "schema") return isParquet(to.format) && hasColumns(from.columns, to.columns);
  if (from.kind !== "structuredDataset") return false;
  return formatsMeet(from.format.toLowerCase(), to.format.toLowerCase()) && hasColumns(from.columns, to.columns);
}

// Columns that are left open on either side fit any; else every wanted one must be there, of a type that casts.
function hasColumns(from: readonly (Column | SchemaColumn)[], to: readonly (Column | SchemaColumn)[]): boolean {
  if (from.length === 0) return true;
  const types = new Map(from.map(({ name, type }) => [name, columnType(type)]));
  return to.every(({ name, type }) => {
    const given = types.get(name);
    return given !== undefined && casts(given, columnType(type));
  });
}

function columnType(type: FlowType | SchemaColumn["type"]): FlowType {
  return typeof type === "string" ? { kind: type } : type;
}

function isParquet(format: string): boolean {
  return formatsMeet(format.toLowerCase(), "parquet");
}

function formatsMeet(a: string, b: string): boolean {
  return a === "" || b === "" || a === b;
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
