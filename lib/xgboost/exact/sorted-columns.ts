import { eachColumn } from "../matrix/columns.js";
import type { FeatureValues } from "../matrix/feature-values.js";

/** Present values of one feature in ascending order, with their rows. */
export interface SortedColumn {
  readonly rows: Uint32Array;
  readonly values: Float32Array;
  /** Share of the rows that have a value, in float32. */
  readonly density: number;
}

const f = Math.fround;

/** All columns sorted by value (parity reference §4X); rows with equal values keep their order. */
export function sortColumns(values: FeatureValues): readonly SortedColumn[] {
  const columns: SortedColumn[] = [];
  eachColumn(values, (column) => {
    const count = column.rows.length;
    const order = Uint32Array.from({ length: count }, (_, k) => k);
    order.sort((a, b) => column.values[a]! - column.values[b]! || a - b);
    columns.push({
      rows: order.map((k) => column.rows[k]!),
      values: Float32Array.from(order, (k) => column.values[k]!),
      density: f(1 - f(f(values.rows - count) / f(values.rows))),
    });
  });
  return columns;
}
