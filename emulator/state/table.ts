import type { Condition } from "./condition.js";
import type { ExecutionRow, NodeRow } from "./execution-rows.js";
import type { Page, Query } from "./listing.js";

/** Rows of one kind by key, in the order in which they were first set. Whoever changes a row sets it again. */
export interface Table<Row> {
  get(key: string): Row | undefined;
  has(key: string): boolean;
  set(key: string, row: Row): unknown;
  delete(key: string): unknown;
  values(): Iterable<Row>;
  entries(): Iterable<readonly [string, Row]>;
}

/** Runs, with their nodes. Runs that ended may lie on a disk alone, and are another object each time they are got. */
export interface ExecutionTable extends Pick<Table<ExecutionRow>, "get" | "has" | "values"> {
  /** Keeps a run, or what was changed in it; not its nodes. */
  put(execution: ExecutionRow): void;
  /** Keeps a node of a run, or what was changed in it or in its attempts. */
  putNode(execution: ExecutionRow, node: NodeRow): void;
  /** A page of the runs that meet all conditions and the filters of the query; INVALID_ARGUMENT as for every list. */
  list(conditions: readonly Condition<ExecutionRow>[], query: Query): Page<ExecutionRow>;
  /** Runs that have not ended. */
  inFlight(): readonly ExecutionRow[];
  /** How many runs meet all conditions. */
  count(conditions: readonly Condition<ExecutionRow>[]): number;
}
