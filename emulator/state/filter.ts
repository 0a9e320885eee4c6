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

/** Reads Flyte's filter text, `eq(name,x)+gt(created_at,2024-01-01T00:00:00Z)`; INVALID_ARGUMENT when it cannot be. */
export function parseFilters<Row>(text: string, listing: Listing<Row>): readonly Condition<Row>[] {
  return text === "" ? [] : text.split("+").map((part) => parseFilter(part, listing));
}

function parseFilter<Row>(text: string, listing: Listing<Row>): Condition<Row> {
  const [, test, field, value] = /(.+)\((.+),\s?(.+)\)/.exec(text) ?? [];
  if (test === undefined || field === undefined || value === undefined) throw invalid("invalid value for filters");
  if (!isTest(test)) throw invalid(`unrecognized filter function: ${test}`);
  const found = columnOf(field, listing);
  return { ...found, test, values: valuesOf(test, found.column, value) };
}

function isTest(text: string): text is Test {
  return tests.has(text);
}

function columnOf<Row>(field: string, listing: Listing<Row>): Pick<Condition<Row>, "field" | "column"> {
  const [, entity, rest] = /^([^.]+)\.(.+)$/.exec(field) ?? [];
  const foreign = entity !== undefined && entity in aliases && entity !== listing.entity;
  const own = entity !== undefined && entity === listing.entity;
  const columns: Columns<Row> | undefined = foreign ? listing.joins?.[entity] : listing.columns;
  const alias = aliases[foreign ? entity : listing.entity];
  if (columns === undefined) throw invalid(`'${alias}' entity is not allowed in filters`);
  const key = foreign || own ? rest! : field;
  const column = Object.hasOwn(columns, key) ? columns[key] : undefined;
  if (column === undefined) throw invalid(`'${alias}.${key}' is invalid filter`);
  return { field: foreign ? `${entity}.${key}` : key, column };
}

function valuesOf<Row>(test: Test, column: Column<Row>, value: string): readonly Scalar[] {
  if (test === "contains" || test === "not_like") return [value];
  if (test === "value_in" || test === "value_not_in") return value.split(";").map((part) => read(column, part));
  if (value.includes(";")) throw invalid("invalid value for filters");
  return [read(column, value)];
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
