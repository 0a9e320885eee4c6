/** What a column holds, given or read. Numbers beyond 2^53 must be given as bigint and lose digits when read. */
export type Cell = string | number | bigint | null | Uint8Array;

/** What a statement changed. */
export interface Written {
  readonly changes: number;
  /** Row id of the last row that was inserted into this database. */
  readonly rowId: number;
}

/** A statement that is prepared once and used often; values go to its `?` in order. */
export interface Statement<Row> {
  run(...values: readonly Cell[]): Written;
  /** The first row; undefined for none. */
  get(...values: readonly Cell[]): Row | undefined;
  all(...values: readonly Cell[]): readonly Row[];
}

/**
 * An open SQLite database; every call is synchronous. Calls fail with `STATE_LOCKED`, `STATE_DISK_FULL`,
 * `STATE_UNWRITABLE`, `STATE_DAMAGED`, `STATE_CLOSED`, or `STATE_REFUSED` for a statement that is wrong.
 */
export interface Database extends Disposable {
  /** Absolute path, or `:memory:`. */
  readonly file: string;
  /** Rows are objects by column name; the type argument says which. */
  prepare<Row extends object = Readonly<Record<string, Cell>>>(sql: string): Statement<Row>;
  /** Runs statements without values or results. */
  exec(sql: string): void;
  /**
   * Runs synchronous work and keeps all of its changes or, when it throws, none; takes the write lock at once. Inside
   * another transaction it joins that one.
   */
  transaction<Result>(work: () => Result): Result;
  /** Reads all of the file and fails with `STATE_DAMAGED` when it is not sound. */
  check(): void;
  /** Closes the file and gives up its lock; a second call does nothing. */
  close(): void;
}
