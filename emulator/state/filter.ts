import type { Cell, Column, Columns, Listing } from "./columns.js";
import { invalid } from "./refusal.js";

// Whether a row passes.
type Filter<Row> = (row: Row) => boolean;

const aliases: Readonly<Record<string, string>> = {
  task: "t",
  workflow: "w",
  launch_plan: "l",
  execution: "e",
  node_execution: "ne",
  task_execution: "te",
  project: "p",
  entities: "nen",
  named_entity_metadata: "nem",
  signal: "s",
  admin_tag: "at",
  execution_tag: "et",
};

const comparisons: Readonly<Record<string, (order: number) => boolean>> = {
  eq: (order) => order === 0,
  ne: (order) => order !== 0,
  gt: (order) => order > 0,
  gte: (order) => order >= 0,
  lt: (order) => order < 0,
  lte: (order) => order <= 0,
};

/** Reads Flyte's filter text, `eq(name,x)+gt(created_at,2024-01-01T00:00:00Z)`; INVALID_ARGUMENT when it cannot be. */
export function parseFilters<Row>(text: string, listing: Listing<Row>): readonly Filter<Row>[] {
  return text === "" ? [] : text.split("+").map((part) => parseFilter(part, listing));
}

function parseFilter<Row>(text: string, listing: Listing<Row>): Filter<Row> {
  const [, name, field, value] = /(.+)\((.+),\s?(.+)\)/.exec(text) ?? [];
  if (name === undefined || field === undefined || value === undefined) throw invalid("invalid value for filters");
  const known = name in comparisons || /^(contains|not_like|value_in|value_not_in)$/.test(name);
  if (!known) throw invalid(`unrecognized filter function: ${name}`);
  return test(name, columnOf(field, listing), value);
}

function columnOf<Row>(field: string, listing: Listing<Row>): Column<Row> {
  const [, entity, rest] = /^([^.]+)\.(.+)$/.exec(field) ?? [];
  const foreign = entity !== undefined && entity in aliases && entity !== listing.entity;
  const own = entity !== undefined && entity === listing.entity;
  const columns: Columns<Row> | undefined = foreign ? listing.joins?.[entity] : listing.columns;
  const alias = aliases[foreign ? entity : listing.entity];
  if (columns === undefined) throw invalid(`'${alias}' entity is not allowed in filters`);
  const key = foreign || own ? rest! : field;
  const column = Object.hasOwn(columns, key) ? columns[key] : undefined;
  if (column === undefined) throw invalid(`'${alias}.${key}' is invalid filter`);
  return column;
}

function test<Row>(name: string, column: Column<Row>, value: string): Filter<Row> {
  if (name === "contains" || name === "not_like") {
    const pattern = like(name === "contains" ? `%${value}%` : value);
    const wanted = name === "contains";
    return (row) => some(column.of(row), (cell) => pattern.test(String(cell)) === wanted);
  }
  if (name === "value_in" || name === "value_not_in") {
    const values = value.split(";").map((part) => read(column, part));
    const wanted = name === "value_in";
    return (row) => some(column.of(row), (cell) => values.includes(cell) === wanted);
  }
  if (value.includes(";")) throw invalid("invalid value for filters");
  const right = read(column, value);
  return (row) => some(column.of(row), (cell) => comparisons[name]!(cell < right ? -1 : cell > right ? 1 : 0));
}

type Scalar = string | number | bigint;

// A row without a value passes no filter, as in SQL.
function some(cell: Cell, holds: (value: Scalar) => boolean): boolean {
  if (cell === undefined) return false;
  return typeof cell === "object" ? cell.some(holds) : holds(cell);
}

function read<Row>({ kind }: Column<Row>, text: string): Scalar {
  if (kind === "text") return text;
  if (kind === "duration") return readDuration(text);
  if (kind === "number") {
    if (!/^[+-]?\d+(\.\d+)?$/.test(text)) throw invalid(`invalid value for filters: expected a number, got ${text}`);
    return Number(text);
  }
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw invalid(`invalid value for filters: expected a time, got ${text}`);
  return BigInt(at) * 1_000_000n;
}

const units: Readonly<Record<string, number>> = { h: 3600e9, m: 60e9, s: 1e9, ms: 1e6, us: 1e3, µs: 1e3, ns: 1 };

function readDuration(text: string): bigint {
  if (/^\d+(\.\d+)?$/.test(text)) return BigInt(Math.round(Number(text) * 1e9));
  if (!/^-?(\d+(\.\d+)?(h|ms|us|µs|ns|m|s))+$/.test(text)) throw invalid(`Failed to parse duration [${text}]`);
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|us|µs|ns|m|s)/g)];
  const nanos = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * units[unit!]!, 0);
  return BigInt(Math.round(nanos)) * (text.startsWith("-") ? -1n : 1n);
}

function like(pattern: string): RegExp {
  const source = pattern
    .replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")
    .replaceAll("%", "[^]*")
    .replaceAll("_", "[^]");
  return new RegExp(`^${source}$`);
}
