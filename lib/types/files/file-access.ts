import type { Column } from "../flow-type.js";
import type { Row } from "./row.js";

/** What file values need to reach their bytes; whoever runs tasks gives it. */
export interface FileAccess {
  /** The whole object. */
  read(uri: string): Promise<Uint8Array>;
  /** Uris of every object under a prefix. */
  list(prefix: string): Promise<readonly string[]>;
  /** Keeps bytes under a name of one or more parts (`model/data.csv`) and gives their final uri, which ends in these parts. */
  write(name: string, bytes: Uint8Array): Promise<string>;
  /** Uris that start with this lie in the storage already, and are passed on as they are; without it, none of this machine. */
  readonly root?: string;
  /** Reads and writes tables; without it structured datasets cannot be opened. */
  readonly tables?: TableCodec;
}

/** Turns rows into bytes of a format and back. */
export interface TableCodec {
  /** Formats by name, `parquet`, `csv`. */
  readonly formats: readonly string[];
  /** Rows of one file. `columns` choose and type what is read; empty reads all as the file has them. */
  read(bytes: Uint8Array, format: string, columns: readonly Column[]): Promise<readonly Row[]>;
  write(rows: readonly Row[], format: string, columns: readonly Column[]): Promise<Uint8Array>;
}
