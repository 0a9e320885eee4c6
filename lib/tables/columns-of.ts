import { failure } from "../errors/index.js";
import type { Column, FlowType, Row } from "../types/index.js";
import { cellType, writeCell } from "./write-cell.js";

/** A column with its cells as a table holds them. */
export interface FilledColumn {
  readonly name: string;
  readonly type: FlowType;
  readonly cells: readonly unknown[];
}

/** Turns rows into columns of checked cells. Fails with `VALUE_FIELD_UNKNOWN` for a column that is not declared. */
export function fill(rows: readonly Row[], columns: readonly Column[]): readonly FilledColumn[] {
  const known = new Set(columns.map(({ name }) => name));
  rows.forEach((row, index) => {
    const unknown = Object.keys(row).find((name) => !known.has(name));
    if (unknown !== undefined) {
      throw failure("VALUE_FIELD_UNKNOWN", { field: unknown, known: [...known] }, { path: `rows[${index}]` });
    }
  });
  return columns.map((column) => {
    const { name } = column;
    const type = cellType(column);
    const cells = rows.map((row, index) => {
      const value = Object.hasOwn(row, name) ? row[name] : undefined;
      return writeCell(value, type, () => `rows[${index}].${name}`);
    });
    return { name, type, cells };
  });
}
