/** What a column holds in one row; several values where a filter joins a table with many rows for one. */
export type Cell = string | number | bigint | undefined | readonly string[];

/** A column that lists can be filtered and sorted by. */
export interface Column<Row> {
  /** `hidden`: a number or bytes of FlyteAdmin's own, which no filter of a client can fit. */
  readonly kind: "text" | "number" | "time" | "duration" | "hidden";
  of(row: Row): Cell;
  /** Whether a later row never has a lesser value, so that the order of insertion is that of the column. */
  readonly grows?: boolean;
}

/** Columns by the name that FlyteAdmin's database gives them. */
export type Columns<Row> = Readonly<Record<string, Column<Row>>>;

/** What a list of one kind of entity can be filtered and sorted by. */
export interface Listing<Row> {
  /** Entity in filters, `task` in `eq(task.name,x)`. */
  readonly entity: string;
  readonly columns: Columns<Row>;
  /** Columns of other entities, by entity. */
  readonly joins?: Readonly<Record<string, Columns<Row>>>;
  /** Keys that can be sorted by; default: every column. */
  readonly sortable?: readonly string[];
}
