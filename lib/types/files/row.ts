import { failure } from "../../errors/index.js";
import { describeValue } from "../describe.js";
import type { Column, FlowType, SimpleKind } from "../flow-type.js";

/** A row of a table: values by column. */
export type Row = Readonly<Record<string, unknown>>;

/** Columns as an author may write them: `{ age: "int", name: "string" }`, or in Flyte's form. */
export type ColumnsLike = readonly Column[] | Readonly<Record<string, FlowType | SimpleKind>>;

/** Columns in Flyte's form. */
export function toColumns(columns: ColumnsLike): readonly Column[] {
  if (isList(columns)) return columns;
  return Object.entries(columns).map(([name, type]) => ({
    name,
    type: typeof type === "string" ? { kind: type } : type,
  }));
}

/**
 * The columns that rows have by themselves, in order of first appearance: numbers are ints when all of a column are
 * whole. Fails with `VALUE_TYPE_MISMATCH` when a column holds nothing, or things of two kinds.
 */
export function inferColumns(rows: readonly Row[]): readonly Column[] {
  const kinds = new Map<string, SimpleKind | undefined>();
  for (const row of rows) {
    for (const [name, value] of Object.entries(row)) {
      kinds.set(name, merge(name, kinds.get(name), kindOf(name, value)));
    }
  }
  return [...kinds].map(([name, kind]) => {
    if (kind === undefined) throw mixed(name, "nothing but null");
    return { name, type: { kind } };
  });
}

function kindOf(name: string, value: unknown): SimpleKind | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === "number") return Number.isSafeInteger(value) && !Object.is(value, -0) ? "int" : "float";
  if (typeof value === "bigint") return "int";
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  if (value instanceof Date) return "datetime";
  throw mixed(name, describeValue(value));
}

function merge(name: string, a: SimpleKind | undefined, b: SimpleKind | undefined): SimpleKind | undefined {
  if (a === undefined || b === undefined || a === b) return a ?? b;
  if ((a === "int" && b === "float") || (a === "float" && b === "int")) return "float";
  throw mixed(name, `${a} and ${b}`);
}

function mixed(name: string, got: string): Error {
  const mend = `Declare the columns: fromRows(rows, { columns: { ${name}: "string" } }).`;
  return failure("VALUE_TYPE_MISMATCH", { expected: `one kind of value in the column ${name}`, got, mend });
}

function isList(columns: ColumnsLike): columns is readonly Column[] {
  return Array.isArray(columns);
}
