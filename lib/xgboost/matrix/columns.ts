import type { FeatureValues, SparseValues } from "./feature-values.js";

/** Present values of one feature, in row order, with the rows they come from. */
export interface Column {
  readonly rows: Uint32Array;
  readonly values: Float32Array;
}

/** Reads a matrix column by column. */
export function eachColumn(values: FeatureValues, visit: (column: Column, feature: number) => void): void {
  if (values.kind === "sparse") {
    eachSparse(values, visit);
    return;
  }
  const { rows, cols, data } = values;
  const rowBuffer = new Uint32Array(rows);
  const valueBuffer = new Float32Array(rows);
  for (let feature = 0; feature < cols; feature++) {
    let count = 0;
    for (let row = 0, at = feature; row < rows; row++, at += cols) {
      const value = data[at]!;
      if (Number.isNaN(value)) continue;
      rowBuffer[count] = row;
      valueBuffer[count++] = value;
    }
    visit({ rows: rowBuffer.subarray(0, count), values: valueBuffer.subarray(0, count) }, feature);
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
