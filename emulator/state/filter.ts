import type { Column, Columns, Listing } from "./columns.js";
import type { Condition, Scalar, Test } from "./condition.js";
import { invalid } from "./refusal.js";

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
  execution_admin_tag: "eat",
};

const tests: ReadonlySet<string> = new Set<Test>([
  "eq",
  "ne",
  "gt",
  "gte",
  "lt",
  "lte",
  "contains",
  "not_like",
  "value_in",
  "value_not_in",
]);

/** A filter whose values are not understood yet. */
export interface Filter<Row> extends Pick<Condition<Row>, "field" | "column" | "test"> {
  readonly parts: readonly string[];
}

/** Reads Flyte's filter text, `eq(name,x)+gt(created_at,2024-01-01T00:00:00Z)`; INVALID_ARGUMENT when it cannot be. */
export function parseFilters<Row>(text: string, listing: Listing<Row>): readonly Filter<Row>[] {
  return text === "" ? [] : text.split("+").map((part) => parseFilter(part, listing));
}

/**
 * Understands the values of a filter; INVALID_ARGUMENT where FlyteAdmin's database would not, and its answer, after all
 * else was judged, would be UNKNOWN.
 */
export function conditionOf<Row>({ parts, ...filter }: Filter<Row>): Condition<Row> {
  return { ...filter, values: valuesOf(filter.test, filter.column, parts) };
}

function parseFilter<Row>(text: string, listing: Listing<Row>): Filter<Row> {
  const [, test, field, value] = /(.+)\((.+),\s?(.+)\)/.exec(text) ?? [];
  if (test === undefined || field === undefined || value === undefined) throw invalid("invalid value for filters");
  const found = columnOf(field, listing);
  const parts = value.split(";");
  if (found.column.kind === "duration") for (const part of parts) readDuration(part);
  if (!isTest(test)) throw invalid(`unrecognized filter function: ${test}`);
  return { ...found, test, parts };
}

function isTest(text: string): text is Test {
  return tests.has(text);
}

function columnOf<Row>(field: string, listing: Listing<Row>): Pick<Condition<Row>, "field" | "column"> {
  const dot = field.indexOf(".");
  const prefix = dot < 0 ? "" : field.slice(0, dot);
  const entity = Object.hasOwn(aliases, prefix) ? prefix : listing.entity;
  const key = entity === prefix ? field.slice(dot + 1) : field;
  const isOwn = entity === listing.entity;
  const columns: Columns<Row> | undefined = isOwn ? listing.columns : listing.joins?.[entity];
  const alias = aliases[entity];
  if (columns === undefined) throw invalid(`'${alias}' entity is not allowed in filters`);
  const column = Object.hasOwn(columns, key) ? columns[key] : undefined;
  if (column === undefined) throw invalid(`'${alias}.${key}' is invalid filter`);
  return { field: isOwn ? key : `${entity}.${key}`, column };
}

function valuesOf<Row>(test: Test, column: Column<Row>, parts: readonly string[]): readonly Scalar[] {
  if (test === "value_in" || test === "value_not_in") return parts.map((part) => read(column, part));
  const [text = ""] = parts;
  if (test === "contains" || test === "not_like") {
    if (column.kind !== "text" && column.kind !== "bytes")
      throw invalid(`invalid value for filters: ${test} asks for a text`);
    // As Go prints a list, which is what the database is asked for.
    if (parts.length > 1 && test === "contains") return [`[${parts.join(" ")}]`];
  }
  if (parts.length > 1) throw invalid(`invalid value for filters: ${test} takes one value`);
  return [test === "contains" || test === "not_like" ? text : read(column, text)];
}

function read<Row>({ kind }: Column<Row>, text: string): Scalar {
  switch (kind) {
    case "duration":
      return readDuration(text);
    case "number":
      if (!/^\s*[+-]?\d+\s*$/.test(text)) throw invalid(`invalid value for filters: expected a number, got ${text}`);
      return Number(text);
    case "time":
      return readMoment(text);
    default:
      return text;
  }
}

// Dates, and RFC 3339 to the microsecond, which is what the database keeps.
function readMoment(text: string): bigint {
  const [, whole, fraction = "", zone = ""] =
    /^\s*(\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d)?)(?:\.(\d+))?(Z|[+-]\d\d:?\d\d)?\s*$/i.exec(text) ?? [];
  const isDate = whole?.length === 10;
  const at = whole === undefined ? Number.NaN : Date.parse(isDate ? whole : whole.replace(" ", "T") + (zone || "Z"));
  if (Number.isNaN(at)) throw invalid(`invalid value for filters: expected a time, got ${text}`);
  return BigInt(at) * 1_000_000n + BigInt(fraction.slice(0, 6).padEnd(6, "0")) * 1000n;
}

const units: Readonly<Record<string, number>> = {
  h: 3600e9,
  m: 60e9,
  s: 1e9,
  ms: 1e6,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ns: 1,
};
const spanUnit = /(\d+\.?\d*|\.\d+)(h|ms|us|µs|μs|ns|m|s)/g;

// A bare number is seconds, as Go prints it: from a million on, and below a ten-thousandth, it prints an exponent, which it
// cannot read.
function readDuration(text: string): bigint {
  const wrong = () => invalid(`Failed to parse duration [${text}]`);
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) {
    const seconds = Number(text);
    const size = Math.abs(seconds);
    if (size !== 0 && (size >= 1e6 || size < 1e-4)) throw wrong();
    return BigInt(Math.round(seconds * 1e9));
  }
  if (text === "0" || !/^[+-]?((\d+\.?\d*|\.\d+)(h|ms|us|µs|μs|ns|m|s))+$/.test(text)) throw wrong();
  const nanos = [...text.matchAll(spanUnit)].reduce((sum, [, amount, unit]) => sum + Number(amount) * units[unit!]!, 0);
  return BigInt(Math.round(nanos)) * (text.startsWith("-") ? -1n : 1n);
}
