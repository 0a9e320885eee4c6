import { prune } from "../exact/prune.js";
import { layOut } from "../forest.js";
import { Evaluator } from "../growth/gain.js";
import type { TreeParameters } from "../growth/tree-parameters.js";
import { leafOf } from "../kernels/walk-trees.js";
import type { DMatrix } from "../matrix/dmatrix.js";
import { expandRows } from "../matrix/feature-values.js";
import type { GradientPairs } from "../objective.js";
import { NONE, type Tree } from "../tree.js";

const f = Math.fround;

/** What trees that exist are fitted to anew. */
export interface Refit {
  readonly matrix: DMatrix;
  readonly pairs: GradientPairs;
  readonly parameters: TreeParameters;
  readonly eta: number;
  /** `refresh` and `prune`, in order. */
  readonly updaters: readonly string[];
}

/** A copy of a tree with fresh statistics and leaves (`refresh`), with weak splits taken back (`prune`), or both. */
export function refitTree(tree: Tree, refit: Refit): Tree {
  const copy = structuredClone(tree);
  for (const updater of refit.updaters) {
    if (updater === "refresh") refresh(copy, refit);
    else pruneTree(copy, refit);
  }
  return copy;
}

function pruneTree(tree: Tree, { parameters, eta }: Refit): void {
  const depth = new Int32Array(tree.nodes);
  for (let node = 1; node < tree.nodes; node++) depth[node] = depth[tree.parent[node]!]! + 1;
  const view = { ...tree, depth };
  prune(view, parameters, eta);
  Object.assign(tree, { deleted: view.deleted });
}

// TreeRefresher: every row passes its pair to all nodes of its path.
function refresh(tree: Tree, { matrix, pairs, parameters, eta }: Refit): void {
  const g = new Float64Array(tree.nodes);
  const h = new Float64Array(tree.nodes);
  const forest = layOut([tree]);
  const cols = Math.max(tree.features, matrix.cols);
  const data = expandRows(matrix.values(), { from: 0, to: matrix.rows, cols });
  for (let row = 0; row < matrix.rows; row++) {
    let node = leafOf(forest, 0, { data, at: row * cols });
    for (let isRoot = false; !isRoot; node = tree.parent[node]!) {
      g[node] = g[node]! + pairs[2 * row]!;
      h[node] = h[node]! + pairs[2 * row + 1]!;
      isRoot = node === 0;
    }
  }
  const evaluator = new Evaluator(parameters);
  const open = [0];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const weight = evaluator.freeWeight(g[node]!, h[node]!);
    tree.baseWeight[node] = weight;
    tree.sumHessian[node] = h[node]!;
    const left = tree.left[node]!;
    if (left === NONE) {
      if (parameters.refreshLeaf) tree.threshold[node] = f(weight * eta);
      continue;
    }
    const gain = (at: number) => preciseGain(parameters, g[at]!, h[at]!);
    tree.lossChange[node] = gain(left) + gain(left + 1) - gain(node);
    open.push(left, left + 1);
  }
}

// The gain all in doubles, as xgboost computes it outside of training.
function preciseGain({ alpha, lambda, maxDeltaStep }: TreeParameters, g: number, h: number): number {
  if (h <= 0) return 0;
  const shrunk = g > alpha ? g - alpha : g < -alpha ? g + alpha : 0;
  if (maxDeltaStep === 0) return (shrunk * shrunk) / (h + lambda);
  let w = -shrunk / (h + lambda);
  if (Math.abs(w) > maxDeltaStep) w = w < 0 ? -maxDeltaStep : maxDeltaStep;
  return -(2 * g * w + (h + lambda) * (w * w) + 2 * alpha * Math.abs(w));
}
