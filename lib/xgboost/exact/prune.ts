import type { TreeParameters } from "../growth/tree-parameters.js";
import { NONE, NOWHERE } from "../tree.js";

/** The columns of a tree that pruning reads and writes. */
export interface Prunable {
  readonly nodes: number;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly parent: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  readonly defaultLeft: Uint8Array;
  readonly lossChange: Float32Array;
  readonly baseWeight: Float32Array;
  readonly depth: Int32Array;
  deleted: number;
}

const f = Math.fround;

/**
 * Takes splits back whose gain is below gamma or that lie too deep, from the leaves upwards (`prune`). Nodes that are taken
 * out keep their places, as files show.
 */
export function prune(tree: Prunable, parameters: TreeParameters, eta: number): void {
  const pruner = new Pruner(tree, parameters, eta);
  for (let node = 1; node < tree.nodes; node++) {
    if (isLeaf(tree, node) && tree.feature[node] !== NOWHERE) pruner.tryAbove(node, tree.depth[node]!);
  }
}

class Pruner {
  readonly #tree: Prunable;
  readonly #parameters: TreeParameters;
  readonly #eta: number;

  constructor(tree: Prunable, parameters: TreeParameters, eta: number) {
    this.#tree = tree;
    this.#parameters = parameters;
    this.#eta = eta;
  }

  /** Collapses the parent of a leaf where it must be, then looks at the parent in turn. */
  tryAbove(leaf: number, leafDepth: number): void {
    const tree = this.#tree;
    const { minSplitLoss, maxDepth } = this.#parameters;
    let node = leaf;
    for (let depth = leafDepth; depth > 0; depth--) {
      const parent = tree.parent[node]!;
      const [left, right] = [tree.left[parent]!, tree.right[parent]!];
      if (!isLeaf(tree, left) || !isLeaf(tree, right)) return;
      if (!(tree.lossChange[parent]! < minSplitLoss || (maxDepth !== 0 && depth > maxDepth))) return;
      for (const child of [left, right]) {
        tree.feature[child] = NOWHERE;
        tree.defaultLeft[child] = 1;
        tree.deleted++;
      }
      tree.left[parent] = NONE;
      tree.right[parent] = NONE;
      tree.threshold[parent] = f(this.#eta * tree.baseWeight[parent]!);
      node = parent;
    }
  }
}

function isLeaf(tree: Prunable, node: number): boolean {
  return tree.left[node] === NONE;
}
