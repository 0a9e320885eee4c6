import type { TreeBuilder } from "../growth/tree-builder.js";
import type { TreeParameters } from "../growth/tree-parameters.js";
import { NONE, NOWHERE } from "../tree.js";

const f = Math.fround;

/**
 * Takes splits back whose gain is below gamma or that lie too deep, from the leaves upwards (`prune`; parity reference
 * §4X). Nodes that are taken out keep their places, as files show.
 */
export function prune(tree: TreeBuilder, parameters: TreeParameters, eta: number): void {
  const pruner = new Pruner(tree, parameters, eta);
  for (let node = 1; node < tree.nodes; node++) {
    if (tree.isLeaf(node) && tree.feature[node] !== NOWHERE) pruner.tryAbove(node, tree.depth[node]!);
  }
}

class Pruner {
  readonly #tree: TreeBuilder;
  readonly #parameters: TreeParameters;
  readonly #eta: number;

  constructor(tree: TreeBuilder, parameters: TreeParameters, eta: number) {
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
      if (!tree.isLeaf(left) || !tree.isLeaf(right)) return;
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
