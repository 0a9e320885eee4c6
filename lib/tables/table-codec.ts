import { failure } from "../errors/index.js";
import type { TableCodec } from "../types/index.js";
import { readCsv, writeCsv } from "./csv.js";
import { readParquet, writeParquet } from "./parquet.js";

const formats = ["parquet", "csv"];

/** Parquet and CSV for `FileAccess.tables`, so that structured datasets can be read and written. */
export const tableCodec: TableCodec = {
  formats,
  async read(bytes, format, columns) {
    if (format === "parquet") return readParquet(bytes, columns);
    if (format === "csv") return readCsv(bytes, columns);
    throw failure("VALUE_TABLE_FORMAT_UNKNOWN", { format, known: formats });
  },
  async write(rows, format, columns) {
    if (format === "parquet") return writeParquet(rows, columns);
    if (format === "csv") return writeCsv(rows, columns);
    throw failure("VALUE_TABLE_FORMAT_UNKNOWN", { format, known: formats });
  },
};
