import type { BinColumn } from "./bin-values.js";

/** Rows of a node and the split that sends them left or right. */
export interface DensePartition {
  readonly bins: BinColumn;
  readonly cols: number;
  readonly feature: number;
  /** 1 for every bin of the feature that goes left; the last place is for missing values. */
  readonly goesLeft: Uint8Array;
  readonly rowIndex: Uint32Array;
  readonly from: number;
  readonly to: number;
  /** At least as long as the rows of the node. */
  readonly scratch: Uint32Array;
}

/** Reorders the rows of a node, left ones first, each side in its old order; gives the number of left rows. */
export function partitionRows(job: DensePartition): number {
  const { bins, cols, feature, goesLeft, rowIndex, from, to, scratch } = job;
  let left = from;
  let right = 0;
  for (let k = from; k < to; k++) {
    const row = rowIndex[k]!;
    const side = goesLeft[bins[row * cols + feature]!]!;
    // Both places are written and one counter moves, which spares a branch that no processor can foretell.
    rowIndex[left] = row;
    scratch[right] = row;
    left += side;
    right += 1 - side;
  }
  for (let k = 0; k < right; k++) rowIndex[left + k] = scratch[k]!;
  return left - from;
}
