import { type Sort, Sort_Direction } from "../../lib/idl/gen/flyteidl/admin/common_pb.js";
import type { Cell, Listing } from "./columns.js";
import { parseFilters } from "./filter.js";
import { invalid } from "./refusal.js";

/** What a list request asks for. */
export interface Query {
  readonly limit: number;
  readonly token: string;
  readonly filters?: string;
  readonly sortBy?: Sort | undefined;
  /** Name of the RPC for the text about a bad token. */
  readonly rpc: string;
}

/** A page of rows, and the token of the next one; empty after a page that is not full. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly token: string;
}

/** Answers a list request over rows in insertion order; INVALID_ARGUMENT for a bad filter, sort key or token. */
export function list<Row>(all: Iterable<Row>, listing: Listing<Row>, query: Query): Page<Row> {
  const offset = readToken(query);
  const compare = query.sortBy === undefined ? undefined : comparing(query.sortBy, listing);
  const filters = parseFilters(query.filters ?? "", listing);
  const rows = [...all].filter((row) => filters.every((holds) => holds(row)));
  if (compare !== undefined) rows.sort(compare);
  const end = query.limit === 0 ? rows.length : offset + query.limit;
  const page = rows.slice(offset, end);
  return { rows: page, token: page.length > 0 && page.length === query.limit ? String(offset + page.length) : "" };
}

/** Whether the filters of a request name a column, so that a default filter does not apply. */
export function mentions(filters: string, column: string): boolean {
  return filters.includes(column);
}

function readToken({ token, rpc }: Query): number {
  if (token === "") return 0;
  const offset = /^[+-]?\d+$/.test(token) ? Number(token) : Number.NaN;
  if (!(offset >= 0 && offset < 2 ** 63)) throw invalid(`invalid pagination token ${token}${rpc && ` for ${rpc}`}`);
  return offset;
}

function comparing<Row>({ key, direction }: Sort, { columns, sortable }: Listing<Row>): (a: Row, b: Row) => number {
  const column = columns[key];
  if (column === undefined || sortable?.includes(key) === false) throw invalid(`invalid sort key '${key}'`);
  const sign = direction === Sort_Direction.ASCENDING ? 1 : -1;
  return (a, b) => sign * inOrder(column.of(a), column.of(b));
}

// As in Postgres, what has no value sorts as if it were larger than everything.
function inOrder(a: Cell, b: Cell): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return a < b ? -1 : a > b ? 1 : 0;
}
