import type { BinColumn } from "./bin-values.js";

/** Rows whose gradients are added to a histogram of `[gradient, hessian]` pairs, one pair a slot. */
export interface DenseHistogram {
  readonly bins: BinColumn;
  readonly cols: number;
  /** First slot of every feature. */
  readonly slots: Uint32Array;
  readonly pairs: Float32Array;
  /** `rowIndex[from]` up to before `rowIndex[to]` are the rows, ascending, and added in that order. */
  readonly rowIndex: Uint32Array;
  readonly from: number;
  readonly to: number;
  readonly out: Float64Array;
}

/** Adds the rows of a node to its histogram, row by row (GHistRowwise). */
export function buildHistogram(job: DenseHistogram): void {
  const { bins, cols, slots, pairs, rowIndex, from, to, out } = job;
  const fours = cols - (cols % 4);
  for (let k = from; k < to; k++) {
    const row = rowIndex[k]!;
    const g = pairs[2 * row]!;
    const h = pairs[2 * row + 1]!;
    const start = row * cols;
    // Four features a turn: half again as fast, and every slot still gets its rows in their order.
    let feature = 0;
    for (; feature < fours; feature += 4) {
      const at = start + feature;
      const a = 2 * (slots[feature]! + bins[at]!);
      const b = 2 * (slots[feature + 1]! + bins[at + 1]!);
      const c = 2 * (slots[feature + 2]! + bins[at + 2]!);
      const d = 2 * (slots[feature + 3]! + bins[at + 3]!);
      out[a]! += g;
      out[a + 1]! += h;
      out[b]! += g;
      out[b + 1]! += h;
      out[c]! += g;
      out[c + 1]! += h;
      out[d]! += g;
      out[d + 1]! += h;
    }
    for (; feature < cols; feature++) {
      const at = 2 * (slots[feature]! + bins[start + feature]!);
      out[at]! += g;
      out[at + 1]! += h;
    }
  }
}

/** As {@link DenseHistogram}, for compressed rows of slots. */
export interface SparseHistogram {
  readonly starts: Uint32Array;
  readonly entries: Uint32Array;
  readonly pairs: Float32Array;
  readonly rowIndex: Uint32Array;
  readonly from: number;
  readonly to: number;
  readonly out: Float64Array;
}

/** Adds the rows of a node to its histogram where only present values are stored. */
export function buildSparseHistogram(job: SparseHistogram): void {
  const { starts, entries, pairs, rowIndex, from, to, out } = job;
  for (let k = from; k < to; k++) {
    const row = rowIndex[k]!;
    const g = pairs[2 * row]!;
    const h = pairs[2 * row + 1]!;
    for (let e = starts[row]!; e < starts[row + 1]!; e++) {
      const at = 2 * entries[e]!;
      out[at] = out[at]! + g;
      out[at + 1] = out[at + 1]! + h;
    }
  }
}

/** Takes one child's sums from its parent's, in place: what is left is the other child's. */
export function subtractHistogram(parent: Float64Array, child: Float64Array): void {
  for (let i = 0; i < parent.length; i++) parent[i] = parent[i]! - child[i]!;
}
