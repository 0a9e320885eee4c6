import type { EntityId } from "./keys.js";

/** What a column holds in one row; several values where a filter joins a table with many rows for one. */
export type Cell = string | number | bigint | undefined | readonly string[];

/** A column that lists can be filtered and sorted by. */
export interface Column<Row> {
  /** How values in filters are read; no filter of a client can fit bytes. */
  readonly kind: "text" | "number" | "time" | "duration" | "bytes";
  of(row: Row): Cell;
  /** Whether a later row never has a lesser value, so that the order of insertion is that of the column. */
  readonly grows?: boolean;
  /** What only FlyteAdmin's own database has: no row meets a filter on it. */
  readonly isHidden?: boolean;
  /** Where the cell is that of another entity, which rows only point to. */
  readonly far?: Far;
}

/** Where a column of another entity lies. */
export interface Far {
  readonly entity: string;
  /** Ids of those whose cell is such. */
  idsOf(holds: (cell: Cell) => boolean): readonly EntityId[];
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
