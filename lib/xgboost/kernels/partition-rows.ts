import type { BinColumn } from "./bin-values.js";

/** Rows of a node and the split that sends them left or right. */
export interface DensePartition {
  readonly bins: BinColumn;
  /** Place of the feature's bin of row 0; the next row's lies `stride` further. */
  readonly column: number;
  readonly stride: number;
  /** From place `table` on, 1 for every bin of the feature that goes left; the last place is for missing values. */
  readonly goesLeft: Uint8Array;
  readonly table: number;
  readonly rowIndex: Uint32Array;
  readonly from: number;
  readonly to: number;
  /** As long as `rowIndex`; the node's stretch of it is used. */
  readonly scratch: Uint32Array;
}

/** Reorders the rows of a node, left ones first, each side in its old order; gives the number of left rows. */
export function partitionRows(job: DensePartition): number {
  const { bins, column, stride, goesLeft, table, rowIndex, from, to, scratch } = job;
  let left = from;
  let right = from;
  for (let k = from; k < to; k++) {
    const row = rowIndex[k]!;
    const side = goesLeft[table + bins[column + row * stride]!]!;
    // Both places are written and one counter moves, which spares a branch that no processor can foretell.
    rowIndex[left] = row;
    scratch[right] = row;
    left += side;
    right += 1 - side;
  }
  for (let k = from; k < right; k++) rowIndex[left - from + k] = scratch[k]!;
  return left - from;
}
