import { create, equals } from "@bufbuild/protobuf";
import {
  BlobTypeSchema,
  SchemaType_SchemaColumn_SchemaColumnType as ColumnKind,
  type LiteralType,
  LiteralTypeSchema,
  type SchemaType,
  SchemaTypeSchema,
  SimpleType,
  type StructuredDatasetType,
  StructuredDatasetTypeSchema,
} from "../../../lib/idl/gen/flyteidl/core/types_pb.js";
import type { JsonObject } from "../../../lib/types/index.js";
import { jsonSchemaCasts } from "./json-schema.js";

/** Parts of types that a literal leaves open: printed like empty ones, but castable to nothing. Known by identity. */
export const untold = {
  type: create(LiteralTypeSchema),
  blob: create(BlobTypeSchema),
  schema: create(SchemaTypeSchema),
  table: create(StructuredDatasetTypeSchema),
} as const;

/** Whether a value of one type may go where another is expected, by the rules of Flyte's compiler. */
export function castable(from: LiteralType, to: LiteralType): boolean {
  // A union of one is unwrapped here and for variants of unions, never inside lists and maps.
  const [only, ...others] = variantsOf(from) ?? [];
  return (only !== undefined && others.length === 0 && casts(only, to)) || casts(from, to);
}

function casts(from: LiteralType, to: LiteralType): boolean {
  const { type } = to;
  if (from === untold.type || Object.values<unknown>(untold).includes(from.type.value)) {
    // An open file or table still is one of a union's variants, if that union knows none of its kind.
    return type.case === "unionType" && castsToUnion(from, type.value.variants);
  }
  switch (type.case) {
    case "collectionType":
      return from.type.case === type.case && (isNone(from.type.value) || casts(from.type.value, type.value));
    case "mapValueType":
      return from.type.case === type.case && (isNone(from.type.value) || casts(from.type.value, type.value));
    case "blob":
      return from.type.case === type.case && formatsMeet(from.type.value.format, type.value.format);
    case "schema":
      return castsToSchema(from, type.value);
    case "structuredDatasetType":
      return castsToTable(from, type.value);
    case "unionType":
      return castsToUnion(from, type.value.variants);
    default:
      return isNone(to) ? isNone(from) : castsPlainly(from, to);
  }
}

function castsPlainly(from: LiteralType, to: LiteralType): boolean {
  if (from.type.case === "enumType" && isSimple(to, SimpleType.STRING)) return true;
  if (to.type.case === "enumType" && isSimple(from, SimpleType.STRING)) return true;
  const tag = from.structure?.tag ?? "";
  if (tag !== "" && tag !== (to.structure?.tag ?? "")) return false;
  if (isSimple(from, SimpleType.STRUCT) && isSimple(to, SimpleType.STRUCT)) {
    const [given, wanted] = [from.metadata, to.metadata];
    return given === undefined || wanted === undefined || jsonSchemaCasts(given as JsonObject, wanted as JsonObject);
  }
  return equals(LiteralTypeSchema, bare(from), bare(to));
}

function bare({ type }: LiteralType): LiteralType {
  return create(LiteralTypeSchema, { type });
}

function castsToUnion(from: LiteralType, variants: readonly LiteralType[]): boolean {
  const given = variantsOf(from);
  if (given !== undefined) return given.every((each) => variants.some((variant) => castable(each, variant)));
  return variants.filter((variant) => castable(from, variant)).length === 1;
}

function castsToSchema({ type }: LiteralType, to: SchemaType): boolean {
  if (type.case === "schema") {
    return hasColumns(type.value.columns, to.columns, (given, wanted) => given.type === wanted.type);
  }
  if (type.case !== "structuredDatasetType" || !isParquet(type.value.format)) return false;
  return hasColumns(type.value.columns, to.columns, (given, wanted) => kindFits(wanted.type, given.literalType));
}

function castsToTable(from: LiteralType, to: StructuredDatasetType): boolean {
  if (isNone(from)) return true;
  const { type } = from;
  if (type.case === "schema") {
    const fits = isParquet(to.format);
    return (
      fits && hasColumns(type.value.columns, to.columns, (given, wanted) => kindFits(given.type, wanted.literalType))
    );
  }
  if (type.case !== "structuredDatasetType") return false;
  if (!formatsMeet(type.value.format.toLowerCase(), to.format.toLowerCase())) return false;
  return hasColumns(type.value.columns, to.columns, (given, wanted) =>
    casts(given.literalType ?? untold.type, wanted.literalType ?? untold.type),
  );
}

// Columns that are left open on either side fit any; else every wanted one must be there, of a type that fits.
function hasColumns<Given extends Named, Wanted extends Named>(
  given: readonly Given[],
  wanted: readonly Wanted[],
  fits: (given: Given, wanted: Wanted) => boolean,
): boolean {
  if (given.length === 0) return true;
  const known = new Map(given.map((column) => [column.name, column]));
  return wanted.every((column) => {
    const own = known.get(column.name);
    return own !== undefined && fits(own, column);
  });
}

type Named = { readonly name: string };

const kinds: Readonly<Record<ColumnKind, SimpleType>> = {
  [ColumnKind.INTEGER]: SimpleType.INTEGER,
  [ColumnKind.FLOAT]: SimpleType.FLOAT,
  [ColumnKind.STRING]: SimpleType.STRING,
  [ColumnKind.BOOLEAN]: SimpleType.BOOLEAN,
  [ColumnKind.DATETIME]: SimpleType.DATETIME,
  [ColumnKind.DURATION]: SimpleType.DURATION,
};

function kindFits(kind: ColumnKind, type: LiteralType | undefined): boolean {
  return type !== undefined && isSimple(type, kinds[kind]);
}

function isParquet(format: string): boolean {
  return formatsMeet(format.toLowerCase(), "parquet");
}

function formatsMeet(a: string, b: string): boolean {
  return a === "" || b === "" || a === b;
}

function isNone(type: LiteralType): boolean {
  return isSimple(type, SimpleType.NONE);
}

function isSimple({ type }: LiteralType, kind: SimpleType): boolean {
  return type.case === "simple" && type.value === kind;
}

function variantsOf({ type }: LiteralType): readonly LiteralType[] | undefined {
  return type.case === "unionType" ? type.value.variants : undefined;
}
