import type { FeatureValues, SparseValues } from "./feature-values.js";

/** Present values of one feature, in row order, with the rows they come from. */
export interface Column {
  readonly rows: Uint32Array;
  readonly values: Float32Array;
}

/** Columns that are read side by side, and rows at a time. */
const GROUP = 4;
const BLOCK = 256;

/** Reads a matrix column by column; arrays of a column are good until the next one is visited. */
export function eachColumn(values: FeatureValues, visit: (column: Column, feature: number) => void): void {
  if (values.kind === "sparse") {
    eachSparse(values, visit);
    return;
  }
  const { rows, cols, data } = values;
  const width = Math.min(GROUP, cols);
  const places = Array.from({ length: width }, () => new Uint32Array(rows));
  const kept = Array.from({ length: width }, () => new Float32Array(rows));
  const counts = new Uint32Array(width);
  for (let first = 0; first < cols; first += width) {
    const members = Math.min(width, cols - first);
    counts.fill(0);
    // A block's lines of cache serve all members of the group.
    for (let from = 0; from < rows; from += BLOCK) {
      const to = Math.min(rows, from + BLOCK);
      for (let k = 0; k < members; k++) {
        const [rowOf, out] = [places[k]!, kept[k]!];
        let count = counts[k]!;
        for (let row = from, at = from * cols + first + k; row < to; row++, at += cols) {
          const value = data[at]!;
          if (Number.isNaN(value)) continue;
          rowOf[count] = row;
          out[count++] = value;
        }
        counts[k] = count;
      }
    }
    for (let k = 0; k < members; k++) {
      visit({ rows: places[k]!.subarray(0, counts[k]), values: kept[k]!.subarray(0, counts[k]) }, first + k);
    }
  }
}

function eachSparse(values: SparseValues, visit: (column: Column, feature: number) => void): void {
  const { rows, cols, columns, data } = values;
  const starts = new Uint32Array(cols + 1);
  for (const column of columns) starts[column + 1]!++;
  for (let c = 0; c < cols; c++) starts[c + 1]! += starts[c]!;
  const next = starts.slice();
  const rowOf = new Uint32Array(data.length);
  const sorted = new Float32Array(data.length);
  for (let r = 0; r < rows; r++) {
    for (let k = values.starts[r]!; k < values.starts[r + 1]!; k++) {
      const to = next[columns[k]!]!++;
      rowOf[to] = r;
      sorted[to] = data[k]!;
    }
  }
  for (let c = 0; c < cols; c++) {
    const [from, to] = [starts[c]!, starts[c + 1]!];
    visit({ rows: rowOf.subarray(from, to), values: sorted.subarray(from, to) }, c);
  }
}
