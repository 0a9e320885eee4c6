import * as zlib from "node:zlib";
import type { Compressors, FileMetaData, SchemaElement } from "hyparquet";
import { FlytepathError, failure } from "../errors/index.js";
import type { Column, FlowType, Row } from "../types/index.js";
import { fill } from "./columns-of.js";
import { readCell, readCellFreely } from "./read-cell.js";
import { cellType } from "./write-cell.js";

/**
 * Rows as a Parquet file that pandas, polars and Flyte's readers take: ints have 64 bits, moments are UTC milliseconds,
 * durations nanoseconds in an int, lists are lists, maps and objects JSON. Fails as `toLiteral` does for a wrong cell.
 */
export async function writeParquet(rows: readonly Row[], columns: readonly Column[]): Promise<Uint8Array> {
  const filled = fill(rows, columns);
  const { parquetWriteBuffer } = await import("hyparquet-writer");
  const schema: SchemaElement[] = [{ name: "root", num_children: filled.length }];
  for (const { name, type } of filled) schema.push(...elementsOf(name, type));
  const columnData = filled.map(({ name, cells }) => ({ name, data: [...cells] }));
  return new Uint8Array(parquetWriteBuffer({ columnData, schema }));
}

/**
 * Rows of a Parquet file. Declared columns are the ones that are read, as their types say; without any, all are read
 * as the file has them. Fails with `VALUE_TABLE_UNREADABLE` or `VALUE_TABLE_COLUMN_MISSING`.
 */
export async function readParquet(bytes: Uint8Array, columns: readonly Column[] = []): Promise<readonly Row[]> {
  const { parquetMetadata, parquetReadObjects } = await import("hyparquet");
  const file = bytes.slice().buffer;
  const metadata = attempt(() => parquetMetadata(file));
  const found = topColumns(metadata);
  const wanted = columns.map((column) => ({ ...column, source: sourceOf(column.name, found), cell: cellType(column) }));
  const sources = [...new Set(wanted.map(({ source }) => source))];
  const options = { file, metadata, compressors, utf8: false, ...(sources.length === 0 ? {} : { columns: sources }) };
  const rows = await parquetReadObjects(options).catch(unreadable);
  if (wanted.length === 0) return rows.map((row) => readCellFreely(row) as Row);
  return rows.map((row, index) =>
    Object.fromEntries(
      wanted.map(({ name, source, cell }) => {
        const raw = source === name ? row[name] : dig(row[source], name.slice(source.length + 1));
        return [name, readCell(raw, cell, () => `rows[${index}].${name}`)];
      }),
    ),
  );
}

function elementsOf(name: string, type: FlowType): SchemaElement[] {
  const element = { name, repetition_type: "OPTIONAL" } as const;
  switch (type.kind) {
    case "int":
    case "duration":
      return [{ ...element, type: "INT64" }];
    case "float":
      return [{ ...element, type: "DOUBLE" }];
    case "bool":
      return [{ ...element, type: "BOOLEAN" }];
    case "datetime":
      return [
        {
          ...element,
          type: "INT64",
          converted_type: "TIMESTAMP_MILLIS",
          logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MILLIS" },
        },
      ];
    case "binary":
      return [{ ...element, type: "BYTE_ARRAY" }];
    case "list":
      return [
        { ...element, converted_type: "LIST", logical_type: { type: "LIST" }, num_children: 1 },
        { name: "list", repetition_type: "REPEATED", num_children: 1 },
        ...elementsOf("element", type.element),
      ];
    case "string":
    case "enum":
      return [{ ...element, type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } }];
    default:
      return [{ ...element, type: "BYTE_ARRAY", converted_type: "JSON", logical_type: { type: "JSON" } }];
  }
}

function topColumns({ schema }: FileMetaData): readonly string[] {
  const names: string[] = [];
  let at = 1;
  const pass = (): void => {
    const children = schema[at]?.num_children ?? 0;
    at += 1;
    for (let child = 0; child < children && at < schema.length; child += 1) pass();
  };
  while (at < schema.length) {
    names.push(schema[at]!.name);
    pass();
  }
  return names;
}

// Columns of nested fields are named with dots, as flytekit flattens them.
function sourceOf(name: string, found: readonly string[]): string {
  if (found.includes(name)) return name;
  const holder = found.find((column) => name.startsWith(`${column}.`));
  if (holder === undefined) throw failure("VALUE_TABLE_COLUMN_MISSING", { column: name, found });
  return holder;
}

function dig(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((at, step) => {
    return typeof at === "object" && at !== null && Object.hasOwn(at, step)
      ? (at as Readonly<Record<string, unknown>>)[step]
      : undefined;
  }, value);
}

// Newer Node has zstd, polars' default; the types of the oldest that we run on do not know it.
const { zstdDecompressSync } = zlib as { readonly zstdDecompressSync?: (bytes: Uint8Array) => Uint8Array };

const compressors: Compressors = {
  GZIP: (bytes) => zlib.gunzipSync(bytes),
  BROTLI: (bytes) => zlib.brotliDecompressSync(bytes),
  ...(zstdDecompressSync === undefined ? {} : { ZSTD: (bytes) => zstdDecompressSync(bytes) }),
};

function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    return unreadable(error);
  }
}

function unreadable(error: unknown): never {
  if (FlytepathError.is(error)) throw error;
  const said = error instanceof Error ? error.message : String(error);
  const why = /ZSTD/.test(said) ? `${said}; zstd needs Node 22.15 or newer` : said;
  throw failure("VALUE_TABLE_UNREADABLE", { format: "parquet", why }, { cause: error });
}
