export { readCsv, writeCsv } from "./csv.js";
export { readParquet, writeParquet } from "./parquet.js";
export { tableCodec } from "./table-codec.js";
