import type { Forest } from "./kernels/walk-trees.js";
import type { Tree } from "./tree.js";

/** Lays trees end to end for walking. */
export function layOut(trees: readonly Tree[]): Forest {
  const total = trees.reduce((sum, tree) => sum + tree.nodes, 0);
  const roots = new Int32Array(trees.length);
  const left = new Int32Array(total);
  const feature = new Int32Array(total);
  const threshold = new Float32Array(total);
  const defaultLeft = new Uint8Array(total);
  const set = new Int32Array(total).fill(-1);
  const sets: ReadonlySet<number>[] = [];
  let root = 0;
  trees.forEach((tree, t) => {
    roots[t] = root;
    for (let node = 0; node < tree.nodes; node++) {
      const child = tree.left[node]!;
      left[root + node] = child < 0 ? -1 : root + child;
    }
    feature.set(tree.feature, root);
    threshold.set(tree.threshold, root);
    defaultLeft.set(tree.defaultLeft, root);
    tree.categoryNodes.forEach((node, k) => {
      const start = tree.categoryStarts[k]!;
      set[root + node] = sets.push(new Set(tree.categories.subarray(start, start + tree.categorySizes[k]!))) - 1;
    });
    root += tree.nodes;
  });
  return { roots, left, feature, threshold, defaultLeft, set, sets };
}
