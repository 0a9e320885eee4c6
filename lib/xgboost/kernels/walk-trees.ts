import type { LevelForest } from "./walk-levels.js";

/** Trees laid end to end: what a walk reads, an entry for every node. */
export interface Forest {
  /** First node of every tree. */
  readonly roots: Int32Array;
  /** Left child, counted over all trees; the right one follows it. -1 at a leaf. */
  readonly left: Int32Array;
  readonly feature: Int32Array;
  /** Threshold, or the value of a leaf. */
  readonly threshold: Float32Array;
  readonly defaultLeft: Uint8Array;
  /** For categorical nodes the place of their set in `sets`, else -1. */
  readonly set: Int32Array;
  readonly sets: readonly ReadonlySet<number>[];
  /** The same trees for walks of a fixed length. */
  readonly levels: LevelForest;
  /** Depth of every tree; -1 for trees with categorical splits. */
  readonly depths: Int32Array;
}

/** A block of dense rows. */
export interface RowBlock {
  readonly data: Float32Array;
  readonly rows: number;
  readonly cols: number;
}

/** The leaf of one row in one tree, counted over all trees. */
export function leafOf(
  forest: Forest,
  root: number,
  { data, at }: { readonly data: Float32Array; readonly at: number },
): number {
  const { left, feature } = forest;
  let node = root;
  while (left[node]! >= 0) node = nextNode(forest, node, data[at + feature[node]!]!);
  return node;
}

function nextNode({ left, threshold, defaultLeft, set, sets }: Forest, node: number, value: number): number {
  const child = left[node]!;
  if (Number.isNaN(value)) return child + 1 - defaultLeft[node]!;
  if (set[node]! < 0) return value < threshold[node]! ? child : child + 1;
  return value >= 0 && sets[set[node]!]!.has(Math.trunc(value)) ? child + 1 : child;
}

/** Where a tree's leaf values go. */
export interface TreeSum {
  readonly root: number;
  readonly weight: number;
  readonly out: Float32Array;
  /** Place of the first row's sum; the next row's lies `stride` further. */
  readonly from: number;
  readonly stride: number;
}

/**
 * As {@link addTree}, for rows that lack the last features of the model while no other value is missing. xgboost takes
 * them for complete: in the upper six levels of a tree what is absent goes right, or left where the split is
 * categorical, and only below to the default side. Rows from `lone` on follow the defaults throughout.
 */
export function addTreeNarrow(forest: Forest, block: RowBlock, job: TreeSum & { readonly lone: number }): void {
  const { left, feature, threshold, set } = forest;
  const { data, rows, cols } = block;
  const { root, weight, out, from, stride, lone } = job;
  for (let row = 0; row < rows; row++) {
    const at = row * cols;
    let node = root;
    for (let level = 0; level < 6 && row < lone && left[node]! >= 0; level++) {
      const value = data[at + feature[node]!]!;
      if (!Number.isNaN(value)) node = nextNode(forest, node, value);
      else node = left[node]! + Number(set[node]! < 0);
    }
    const leaf = threshold[leafOf(forest, node, { data, at })]!;
    const to = from + row * stride;
    out[to] = out[to]! + (weight === 1 ? leaf : Math.fround(leaf * weight));
  }
}

/**
 * Adds one tree's leaf values, times a weight, to one output of every row. Sums are rounded to float32 at every step, as
 * `out` is.
 */
export function addTree(forest: Forest, block: RowBlock, job: TreeSum): void {
  const { left, feature, threshold, defaultLeft, set } = forest;
  const { data, rows, cols } = block;
  const { root, weight, out, stride } = job;
  let to = job.from;
  for (let row = 0, at = 0; row < rows; row++, at += cols, to += stride) {
    let node = root;
    for (let child = left[node]!; child >= 0; child = left[node]!) {
      const value = data[at + feature[node]!]!;
      if (value < threshold[node]! && set[node]! < 0) node = child;
      else if (Number.isNaN(value)) node = child + 1 - defaultLeft[node]!;
      else if (set[node]! < 0) node = child + 1;
      else {
        node = leafOf(forest, node, { data, at });
        break;
      }
    }
    out[to] = out[to]! + (weight === 1 ? threshold[node]! : Math.fround(threshold[node]! * weight));
  }
}
