import type { LevelForest } from "./walk-levels.js";
import type { RowBlock } from "./walk-trees.js";
import { workspace } from "./workspace.js";

/** Trees that are walked, in the order of their sums. */
export interface WalkedTree {
  /** First node, and the node after the last one. */
  readonly root: number;
  readonly end: number;
  readonly depth: number;
  readonly weight: number;
  /** Output of a row that the tree adds to. */
  readonly group: number;
}

/** Walks whole blocks of rows through trees of numeric splits, as `addTreeByLevels` does. */
export interface Walk {
  /** `from` is the row of the sums that the block's first row adds to. */
  add(block: RowBlock, from: number): void;
  close(): void;
}

/** A walk with the trees in its memory; undefined where there is none. */
export function wasmWalk(
  forest: LevelForest,
  trees: readonly WalkedTree[],
  {
    sums,
    outputs,
    rows,
    cols,
  }: { readonly sums: Float32Array; readonly outputs: number; readonly rows: number; readonly cols: number },
): Walk | undefined {
  const arena = workspace();
  if (arena === undefined || trees.length === 0) return undefined;
  const first = trees[0]!.root;
  const count = trees.at(-1)!.end - first;
  const nodes = arena.words(4 * count);
  const limits = new Float32Array(nodes.buffer, nodes.byteOffset, 4 * count);
  const values = arena.floats(count);
  values.set(forest.value.subarray(first, first + count));
  for (const { root, end } of trees) {
    for (let node = root; node < end; node++) {
      const at = 4 * (node - first);
      nodes[at] = 16 * (forest.next[node]! + 1 - root);
      nodes[at + 1] = 4 * forest.feature[node]!;
      limits[at + 2] = forest.limit[node]!;
      nodes[at + 3] = forest.missingLeft[node]!;
    }
  }
  const data = arena.floats(rows * cols);
  const block = arena.floats(rows * outputs);
  const { walk } = arena.exports;
  return {
    add(part, from) {
      data.set(part.data);
      const own = sums.subarray(from * outputs, (from + part.rows) * outputs);
      block.set(own);
      for (const { root, depth, weight, group } of trees) {
        const [at, of] = [nodes.byteOffset + 16 * (root - first), values.byteOffset + 4 * (root - first)];
        const out = block.byteOffset + 4 * group;
        walk(at, of, depth, weight, data.byteOffset, part.rows, 4 * cols, out, 4 * outputs);
      }
      own.set(block.subarray(0, own.length));
    },
    close() {
      for (const array of [nodes, values, data, block]) arena.release(array);
    },
  };
}
