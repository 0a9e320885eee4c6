import type { FlowType, FlyteDirectory, FlyteFile, StructuredDataset } from "../../lib/types/index.js";
import type { FieldType, ValueOf } from "./field-type.js";
import { msgpack } from "./json-schema.js";
import { flowTypeOf } from "./flow-type-of.js";
import { readShape } from "./read-shape.js";
import { type TypeValue, typeValue } from "./shape.js";

/** A whole number of 64 bits: a `number` where that is exact, a `bigint` beyond. */
export const Int = leaf<number | bigint>("Int", { kind: "int" });

/** A number with a fraction, of double precision. */
export const Float = leaf<number>("Float", { kind: "float" });

/** Text. */
export const Str = leaf<string>("Str", { kind: "string" });

/** Yes or no. */
export const Bool = leaf<boolean>("Bool", { kind: "bool" });

/** A moment, as a `Date`. */
export const DateTime = leaf<Date>("DateTime", { kind: "datetime" });

/** Bytes that travel with the value; for more than a few kilobytes take `FlyteFile`. */
export const Bytes = leaf<Uint8Array>("Bytes", { kind: "binary" });

/** A free-form object, as a Python task's `dict`. */
export const Json = leaf<{ readonly [key: string]: unknown }>("Json", { kind: "struct", annotation: msgpack });

/** One of a few texts: `@Field(Enum("small", "large")) size!: "small" | "large"`. */
export function Enum<const Values extends readonly [string, ...string[]]>(
  ...values: Values
): TypeValue<Values[number]> {
  return leaf(`Enum(${values.map((value) => JSON.stringify(value)).join(", ")})`, { kind: "enum", values });
}

/** Values of one type by name: `@Field(MapOf(Float)) weights!: Record<string, number>`. */
export function MapOf<T extends FieldType>(type: T): TypeValue<{ readonly [key: string]: ValueOf<T> }> {
  return typeValue("MapOf(…)", () => ({ kind: "map", value: readShape(type) }));
}

/** A value that may be absent: `@Field(Optional(Str)) note?: string`. Absent is `undefined`; callers may leave it out. */
export function Optional<T extends FieldType>(type: T): TypeValue<ValueOf<T> | undefined> {
  return typeValue("Optional(…)", () => ({ kind: "union", variants: [readShape(type), none] }));
}

/** A value of one of several types: `@Field(Union(Int, Str)) key!: number | string`. */
export function Union<const Types extends readonly [FieldType, FieldType, ...FieldType[]]>(
  ...types: Types
): TypeValue<ValueOf<Types[number]>> {
  return typeValue("Union(…)", () => ({ kind: "union", variants: types.map((type) => readShape(type)) }));
}

/** A file of one format: `@Field(FileOf("csv")) table!: FlyteFile`. */
export function FileOf(format: string): TypeValue<FlyteFile> {
  return leaf(`FileOf("${format}")`, { kind: "blob", format, dimensionality: "single" });
}

/** A directory of files of one format. */
export function DirectoryOf(format: string): TypeValue<FlyteDirectory> {
  return leaf(`DirectoryOf("${format}")`, { kind: "blob", format, dimensionality: "multipart" });
}

/**
 * A table with known columns: `@Field(DatasetOf({ age: Int, bmi: Float })) people!: StructuredDataset`. `format` is
 * `parquet`, `csv` and so on; default: any, and Parquet where one is written.
 */
export function DatasetOf(
  columns: Readonly<Record<string, FieldType>>,
  { format = "" }: { readonly format?: string } = {},
): TypeValue<StructuredDataset> {
  return typeValue("DatasetOf(…)", () => ({
    kind: "leaf",
    type: {
      kind: "structuredDataset",
      format,
      columns: Object.entries(columns).map(([name, type]) => ({
        name,
        type: flowTypeOf(readShape(type), () => undefined),
      })),
    },
  }));
}

const none = { kind: "leaf", type: { kind: "none" } } as const;

function leaf<T>(label: string, type: FlowType): TypeValue<T> {
  return typeValue(label, () => ({ kind: "leaf", type }));
}
