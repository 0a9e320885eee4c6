import { type Sort, Sort_Direction, SortSchema } from "../../lib/idl/gen/flyteidl/admin/common_pb.js";
import type { Cell, Column, Listing } from "./columns.js";
import { type Condition, meetingAll } from "./condition.js";
import { conditionOf, parseFilters } from "./filter.js";
import { invalid } from "./refusal.js";
import { textForm } from "./text-form.js";

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

/** What a request asks for, read and judged. */
export interface Plan<Row> {
  readonly conditions: readonly Condition<Row>[];
  /** Absent for the order of insertion. */
  readonly sort: { readonly field: string; readonly column: Column<Row>; readonly isDescending: boolean } | undefined;
  readonly offset: number;
  /** 0 for all. */
  readonly limit: number;
}

/**
 * Reads a list request; INVALID_ARGUMENT for a bad filter, sort key or token. `check` is what the service demands before
 * FlyteAdmin's database is asked, whose refusals come last.
 */
export function planOf<Row>(listing: Listing<Row>, query: Query, check?: () => void): Plan<Row> {
  const filters = parseFilters(query.filters ?? "", listing);
  const sort = query.sortBy === undefined ? undefined : sortOf(query.sortBy, listing);
  const offset = readToken(query);
  check?.();
  // What follows, FlyteAdmin's database would say.
  if (sort !== undefined && listing.sortable?.includes(sort.field) === false) throw badKey(sort.field);
  return { conditions: filters.map(conditionOf), sort, offset, limit: query.limit };
}

/** The page of rows, with the token of the next one. */
export function pageOf<Row>(rows: readonly Row[], { offset, limit }: Plan<Row>): Page<Row> {
  return { rows, token: rows.length === limit ? String(offset + rows.length) : "" };
}

/** Answers a list request over rows in insertion order; INVALID_ARGUMENT for a bad filter, sort key or token. */
export function list<Row>(all: Iterable<Row>, listing: Listing<Row>, query: Query): Page<Row> {
  return answer(all, planOf(listing, query));
}

/** Answers a request that was read over rows in insertion order. */
export function answer<Row>(all: Iterable<Row>, plan: Plan<Row>): Page<Row> {
  const { conditions, sort, offset, limit } = plan;
  const meets = meetingAll(conditions);
  const end = limit === 0 ? Number.POSITIVE_INFINITY : offset + limit;
  const ordered = sort?.isDescending === true ? [...all].reverse() : all;
  const isSorted = sort === undefined || sort.column.grows === true;
  const found = isSorted ? first(end, ordered, meets) : sorted([...ordered].filter(meets), sort);
  return pageOf(found.slice(offset, end), plan);
}

/** Answers a request that was read over rows that stand in its order, the least first. */
export function answerInOrder<Row>(rows: readonly Row[], plan: Plan<Row>): Page<Row> {
  const end = plan.limit === 0 ? Number.POSITIVE_INFINITY : plan.offset + plan.limit;
  const ordered = plan.sort?.isDescending === true ? backwards(rows) : rows;
  return pageOf(first(end, ordered, meetingAll(plan.conditions)).slice(plan.offset, end), plan);
}

function* backwards<Row>(rows: readonly Row[]): Iterable<Row> {
  for (let index = rows.length - 1; index >= 0; index--) yield rows[index]!;
}

function first<Row>(count: number, rows: Iterable<Row>, meets: (row: Row) => boolean): readonly Row[] {
  const found: Row[] = [];
  for (const row of rows) {
    if (found.length >= count) break;
    if (meets(row)) found.push(row);
  }
  return found;
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

function badKey(key: string) {
  return invalid(`invalid sort key '${key}'`);
}

function sortOf<Row>(given: Sort, { columns }: Listing<Row>): NonNullable<Plan<Row>["sort"]> {
  const { key, direction } = given;
  const column = Object.hasOwn(columns, key) ? columns[key] : undefined;
  if (column === undefined) throw badKey(key);
  if (Sort_Direction[direction] === undefined) {
    throw invalid(`invalid sort order specified: ${textForm(SortSchema, given)}`);
  }
  return { field: key, column, isDescending: direction !== Sort_Direction.ASCENDING };
}

function sorted<Row>(rows: Row[], { column, isDescending }: NonNullable<Plan<Row>["sort"]>): readonly Row[] {
  const sign = isDescending ? -1 : 1;
  return rows.sort((a, b) => sign * inOrder(column.of(a), column.of(b)));
}

/** Which of two cells comes first; as in Postgres, what has no value sorts as if it were larger than everything. */
export function inOrder(a: Cell, b: Cell): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return a < b ? -1 : a > b ? 1 : 0;
}
