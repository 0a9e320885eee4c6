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
}

/** A block of dense rows. */
export interface RowBlock {
  readonly data: Float32Array;
  readonly rows: number;
  readonly cols: number;
}

/** The leaf of one row in one tree, counted over all trees (parity reference §6). */
export function leafOf(
  forest: Forest,
  root: number,
  { data, at }: { readonly data: Float32Array; readonly at: number },
): number {
  const { left, feature, threshold, defaultLeft, set, sets } = forest;
  let node = root;
  for (let child = left[node]!; child >= 0; child = left[node]!) {
    const value = data[at + feature[node]!]!;
    if (Number.isNaN(value)) node = child + 1 - defaultLeft[node]!;
    else if (set[node]! < 0) node = value < threshold[node]! ? child : child + 1;
    else node = value >= 0 && sets[set[node]!]!.has(Math.trunc(value)) ? child + 1 : child;
  }
  return node;
}

/**
 * Adds one tree's leaf values, times a weight, to one output of every row. Sums are rounded to float32 at every step, as
 * `out` is.
 */
export function addTree(
  forest: Forest,
  block: RowBlock,
  job: {
    readonly root: number;
    readonly weight: number;
    readonly out: Float32Array;
    readonly from: number;
    readonly stride: number;
  },
): void {
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
