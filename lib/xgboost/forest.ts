import type { LevelForest } from "./kernels/walk-levels.js";
import type { Forest } from "./kernels/walk-trees.js";
import type { Tree } from "./tree.js";

/** Lays trees end to end for walking. */
export function layOut(trees: readonly Tree[]): Forest {
  const total = trees.reduce((sum, tree) => sum + tree.nodes, 0);
  const roots = new Int32Array(trees.length);
  const depths = Int32Array.from(trees, depthOf);
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
  return { roots, left, feature, threshold, defaultLeft, set, sets, levels: byLevels(), depths };

  function byLevels(): LevelForest {
    const next = left.map((child, node) => (child < 0 ? node - 1 : child));
    const limit = threshold.map((value, node) => (left[node]! < 0 ? Number.NaN : value));
    const missingLeft = defaultLeft.map((side, node) => (left[node]! < 0 ? 0 : side));
    return {
      next,
      feature: feature.map((at, node) => (left[node]! < 0 ? 0 : at)),
      limit,
      missingLeft,
      value: threshold,
    };
  }
}

function depthOf({ nodes, left, parent, categoryNodes }: Tree): number {
  if (categoryNodes.length > 0) return -1;
  const depth = new Int32Array(nodes);
  const open = [0];
  let deepest = 0;
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node > 0) depth[node] = depth[parent[node]!]! + 1;
    deepest = Math.max(deepest, depth[node]!);
    if (left[node]! >= 0) open.push(left[node]!, left[node]! + 1);
  }
  return deepest;
}
