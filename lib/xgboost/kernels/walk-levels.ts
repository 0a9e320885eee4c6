import type { RowBlock, TreeSum } from "./walk-trees.js";

/**
 * Trees laid out for walks of a fixed length: a leaf leads to itself, since nothing is below NaN and `next` points to
 * the node before it.
 */
export interface LevelForest {
  /** Left child, counted over all trees; the node before itself at a leaf. */
  readonly next: Int32Array;
  /** Feature of the split; 0 at a leaf. */
  readonly feature: Int32Array;
  /** Threshold of the split; NaN at a leaf. */
  readonly limit: Float32Array;
  /** 1 where missing values go left. */
  readonly missingLeft: Uint8Array;
  /** Value of a leaf. */
  readonly value: Float32Array;
}

/**
 * Adds one tree's leaf values to one output of every row, as `addTree` does, for trees of numeric splits. Four rows go
 * down side by side, all to the depth of the tree: no step depends on a comparison that a processor must guess.
 */
export function addTreeByLevels(forest: LevelForest, block: RowBlock, job: TreeSum & { readonly depth: number }): void {
  const { next, feature, limit, missingLeft, value } = forest;
  const { data, rows, cols } = block;
  const { root, weight, out, from, stride, depth } = job;
  const scaled = (node: number) => (weight === 1 ? value[node]! : Math.fround(value[node]! * weight));
  for (let row = 0; row < rows; row += 4) {
    // Where fewer than four rows are left, the last one is walked again and not added.
    const last = rows - 1;
    const atA = row * cols;
    const atB = Math.min(row + 1, last) * cols;
    const atC = Math.min(row + 2, last) * cols;
    const atD = Math.min(row + 3, last) * cols;
    let a = root;
    let b = root;
    let c = root;
    let d = root;
    for (let level = 0; level < depth; level++) {
      const va = data[atA + feature[a]!]!;
      const vb = data[atB + feature[b]!]!;
      const vc = data[atC + feature[c]!]!;
      const vd = data[atD + feature[d]!]!;
      a = next[a]! + 1 - (Number(va < limit[a]!) | 0) - (Number(Number.isNaN(va)) & missingLeft[a]!);
      b = next[b]! + 1 - (Number(vb < limit[b]!) | 0) - (Number(Number.isNaN(vb)) & missingLeft[b]!);
      c = next[c]! + 1 - (Number(vc < limit[c]!) | 0) - (Number(Number.isNaN(vc)) & missingLeft[c]!);
      d = next[d]! + 1 - (Number(vd < limit[d]!) | 0) - (Number(Number.isNaN(vd)) & missingLeft[d]!);
    }
    const to = from + row * stride;
    out[to] = out[to]! + scaled(a);
    if (row + 1 < rows) out[to + stride] = out[to + stride]! + scaled(b);
    if (row + 2 < rows) out[to + 2 * stride] = out[to + 2 * stride]! + scaled(c);
    if (row + 3 < rows) out[to + 3 * stride] = out[to + 3 * stride]! + scaled(d);
  }
}
