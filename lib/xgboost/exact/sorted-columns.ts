import { eachColumn } from "../matrix/columns.js";
import type { FeatureValues } from "../matrix/feature-values.js";
import { introsort } from "../sketch/introsort.js";

/** Present values of one feature in ascending order, with their rows. */
export interface SortedColumn {
  readonly rows: Uint32Array;
  readonly values: Float32Array;
  /** Share of the rows that have a value, in float32. */
  readonly density: number;
}

const f = Math.fround;

/** All columns sorted by value, equal ones in the order that `std::sort` leaves them in. */
export function sortColumns(values: FeatureValues): readonly SortedColumn[] {
  const columns: SortedColumn[] = [];
  eachColumn(values, (column) => {
    const count = column.rows.length;
    const sorted = { rows: column.rows.slice(), values: column.values.slice() };
    introsort(sorted.values, sorted.rows, count);
    columns.push({
      ...sorted,
      density: f(1 - f(f(values.rows - count) / f(values.rows))),
    });
  });
  return columns;
}
