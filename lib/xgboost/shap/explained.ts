import type { Tree } from "../tree.js";

/** Trees to explain predictions of. */
export interface Explained {
  readonly trees: readonly Tree[];
  /** Output (class, target) of every tree. */
  readonly treeInfo: readonly number[];
  /** What every tree counts, of DART; undefined: 1. */
  readonly treeWeights?: readonly number[] | undefined;
  readonly features: number;
  /** Margin that every row starts from, one for each output. */
  readonly start: Float32Array;
}

/** Rows to explain, dense, row by row, NaN where missing; `baseMargin` (rows × outputs) replaces the start, if any. */
export interface ExplainedRows {
  readonly data: Float32Array;
  readonly rows: number;
  readonly baseMargin: Float32Array;
}

/** A tree with its output, its weight and its sets of categories. */
export interface ExplainedTree {
  readonly tree: Tree;
  readonly output: number;
  readonly weight: number;
  readonly sets: ReadonlyMap<number, ReadonlySet<number>>;
}

/** The trees of a model in order, their categories read once for all rows. */
export function explainedTrees({ trees, treeInfo, treeWeights }: Explained): readonly ExplainedTree[] {
  return trees.map((tree, t) => ({
    tree,
    output: treeInfo[t]!,
    weight: treeWeights ? Math.fround(treeWeights[t]!) : 1,
    sets: new Map(
      Array.from(tree.categoryNodes, (node, k) => {
        const start = tree.categoryStarts[k]!;
        return [node, new Set(tree.categories.subarray(start, start + tree.categorySizes[k]!))];
      }),
    ),
  }));
}

/** Whether a row, which begins at `at`, goes left at a node. */
export function goesLeft({ tree, sets }: ExplainedTree, node: number, { data, at }: Row): boolean {
  const value = data[at + tree.feature[node]!]!;
  if (Number.isNaN(value)) return tree.defaultLeft[node] === 1;
  if (tree.splitType[node] !== 1) return value < tree.threshold[node]!;
  return !sets.get(node)!.has(Math.trunc(value));
}

/** A row, which begins at `at` among many. */
export interface Row {
  readonly data: Float32Array;
  readonly at: number;
}

/** Nodes of a tree, parents before children. */
export function topDown(tree: Tree): readonly number[] {
  const order = [0];
  for (const node of order) if (tree.left[node]! >= 0) order.push(tree.left[node]!, tree.right[node]!);
  return order;
}

/** What a row starts from in one output. */
export function startOf(
  { start }: Explained,
  { baseMargin }: ExplainedRows,
  { row, output }: { row: number; output: number },
): number {
  return baseMargin.length > 0 ? baseMargin[row * start.length + output]! : start[output]!;
}
