import { failure } from "../../errors/index.js";
import type { Column } from "../flow-type.js";
import { namesBelow, reach } from "./reach.js";
import { type ColumnsLike, type Row, toColumns } from "./row.js";

const contents = new WeakMap<StructuredDataset, readonly Row[]>();

/** How a structured dataset is made: its columns, empty where they are open, and its format. */
export interface TableOptions {
  readonly columns?: ColumnsLike;
  /** `parquet` (the default of what is written) or `csv`. */
  readonly format?: string;
}

/** A table that travels by its address; the files lie below `uri` as flytekit lays them. */
export class StructuredDataset {
  /** Empty while the rows are in memory only. */
  readonly uri: string;
  readonly columns: readonly Column[];
  readonly format: string;

  constructor(uri: string, { columns = [], format = "" }: TableOptions = {}) {
    this.uri = uri;
    this.columns = toColumns(columns);
    this.format = format;
  }

  /**
   * A table of rows, written to the run's storage when its task ends. Columns that are left out are those of the
   * declared output, else they are taken from the rows: numbers are then ints when all of a column are whole.
   */
  static fromRows(rows: readonly Row[], options: TableOptions = {}): StructuredDataset {
    const table = new StructuredDataset("", options);
    contents.set(table, rows);
    return table;
  }

  /**
   * All rows; columns that the value declares choose and type what is read. Fails with `BLOB_NOT_FOUND`,
   * `VALUE_TABLE_FORMAT_UNKNOWN`, or `VALUE_FILE_OUTSIDE_RUN` where no storage reaches the uri.
   */
  async rows(): Promise<readonly Row[]> {
    return contents.get(this) ?? readTable(this, this.format, this.columns);
  }

  toJSON(): string {
    return this.uri;
  }
}

/** Rows that are in memory only. @internal */
export function rowsOf(table: StructuredDataset): readonly Row[] | undefined {
  return contents.get(table);
}

/** Rows of every file below a value's uri, or of the one file that the uri is. @internal */
export async function readTable(
  value: { readonly uri: string },
  format: string,
  columns: readonly Column[],
): Promise<readonly Row[]> {
  const access = reach(value);
  const { tables } = access;
  if (tables === undefined) throw failure("VALUE_FILE_OUTSIDE_RUN", { uri: value.uri });
  const wanted = format === "" ? "parquet" : format.toLowerCase();
  if (!tables.formats.includes(wanted)) {
    throw failure("VALUE_TABLE_FORMAT_UNKNOWN", { format, known: tables.formats });
  }
  const listed = await access.list(value.uri);
  const below = listed.filter((uri) => namesBelow(value.uri, [uri]).length > 0);
  const files = below.length > 0 ? below : [value.uri];
  const parts: (readonly Row[])[] = [];
  for (const uri of files) parts.push(await tables.read(await access.read(uri), wanted, columns));
  return parts.length === 1 ? parts[0]! : parts.flat();
}
