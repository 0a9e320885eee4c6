import { failure } from "../errors/index.js";
import { layOut } from "./forest.js";
import { prefersWasm } from "./kernels/choose-kernels.js";
import { addTreeByLevels } from "./kernels/walk-levels.js";
import { addTree, addTreeNarrow, type Forest, leafOf } from "./kernels/walk-trees.js";
import { type Walk, wasmWalk } from "./kernels/wasm-walk.js";
import type { DMatrix } from "./matrix/dmatrix.js";
import { expandRows } from "./matrix/feature-values.js";
import { type Model, outputsOf } from "./model.js";
import type { Objective } from "./objective.js";

/** Rows that are walked through all trees before the next ones, so that they stay in the cache. */
const BLOCK = 512;

/** Up to this depth, walking all rows to the depth of the tree costs less than asking each whether it has arrived. */
const DEEPEST = 12;

/** Trees of a model from one place up to before another. */
export interface TreeRange {
  readonly from: number;
  readonly to: number;
}

/** Margins that every row starts from: its own base margin, or the model's intercepts. */
export function startMargins(model: Model, objective: Objective, matrix: DMatrix): Float32Array {
  const outputs = outputsOf(model);
  const { baseMargin } = matrix.info;
  if (baseMargin.length > 0) {
    if (baseMargin.length !== matrix.rows * outputs)
      throw failure("XGB_DATA_SHAPE", {
        what: "base margins",
        expected: matrix.rows * outputs,
        got: baseMargin.length,
      });
    return baseMargin.slice();
  }
  const base = spread(model.baseScore, outputs);
  // A model that was never trained has no intercept yet, only xgboost's 0.5, which no link is applied to.
  const isSettled = !model.boostFromAverage || model.hasIntercept || model.trees.length > 0;
  const intercepts = isSettled ? objective.toMargins(base) : base;
  const margins = new Float32Array(matrix.rows * outputs);
  if (outputs === 1) return margins.fill(intercepts[0]!);
  for (let at = 0; at < margins.length; at += outputs) margins.set(intercepts, at);
  return margins;
}

/** One value for each output. */
export function spread(values: Float32Array, outputs: number): Float32Array {
  return values.length === outputs ? values.slice() : new Float32Array(outputs).fill(values[0]!);
}

/** Trees whose leaves are added, and the margins that they are added to. */
export interface Addition {
  readonly range: TreeRange;
  readonly margins: Float32Array;
  /** All trees of the model laid out, where that is known. */
  readonly forest?: Forest;
  /** Weights of all trees; those of the model unless given. */
  readonly weights?: readonly number[] | undefined;
}

/** Adds the leaf values of some trees to the margins of all rows, tree by tree. */
export function addTrees(
  model: Model,
  matrix: DMatrix,
  { range, margins, forest, weights = model.weightDrop }: Addition,
): void {
  const outputs = outputsOf(model);
  const laid = forest ?? layOut(model.trees.slice(range.from, range.to));
  const first = forest === undefined ? range.from : 0;
  const isNarrow = matrix.cols < model.features && matrix.isComplete;
  const places = Array.from({ length: range.to - range.from }, (_, k) => range.from - first + k);
  const isByLevels = places.every((place) => laid.depths[place]! >= 0 && laid.depths[place]! <= DEEPEST);
  if (!isNarrow && isByLevels && prefersWasm(matrix.rows * matrix.cols)) {
    const walk = walkOf(places);
    if (walk !== undefined) {
      eachBlock(model, matrix, walk.add);
      walk.close();
      return;
    }
  }
  eachBlock(model, matrix, (block, from) => {
    // xgboost walks rows in blocks of 64, and a block of one row otherwise.
    const lone = isNarrow && from + block.rows === matrix.rows && matrix.rows % 64 === 1 ? block.rows - 1 : block.rows;
    for (let tree = range.from; tree < range.to; tree++) {
      const depth = laid.depths[tree - first]!;
      const job = {
        lone,
        depth,
        root: laid.roots[tree - first]!,
        weight: weights?.[tree] ?? 1,
        out: margins,
        from: from * outputs + model.treeInfo[tree]!,
        stride: outputs,
      };
      if (isNarrow) addTreeNarrow(laid, block, job);
      else if (depth >= 0 && depth <= DEEPEST) addTreeByLevels(laid.levels, block, job);
      else addTree(laid, block, job);
    }
  });

  function walkOf(trees: readonly number[]): Walk | undefined {
    const walked = trees.map((place) => ({
      root: laid.roots[place]!,
      end: laid.roots[place + 1] ?? laid.left.length,
      depth: laid.depths[place]!,
      weight: weights?.[first + place] ?? 1,
      group: model.treeInfo[first + place]!,
    }));
    const cols = Math.max(model.features, matrix.cols);
    return wasmWalk(laid.levels, walked, { sums: margins, outputs, rows: blockRows(cols), cols });
  }
}

/** Node ids of the leaves, row by row, a column for every tree. */
export function leaves(model: Model, matrix: DMatrix, { from, to }: TreeRange): Float32Array {
  const forest = layOut(model.trees.slice(from, to));
  const trees = to - from;
  const out = new Float32Array(matrix.rows * trees);
  eachBlock(model, matrix, ({ data, rows, cols }, first) => {
    for (let row = 0; row < rows; row++) {
      for (let tree = 0; tree < trees; tree++) {
        const root = forest.roots[tree]!;
        out[(first + row) * trees + tree] = leafOf(forest, root, { data, at: row * cols }) - root;
      }
    }
  });
  return out;
}

function blockRows(cols: number): number {
  return Math.max(1, Math.min(BLOCK, Math.floor(2 ** 24 / Math.max(1, cols))));
}

function eachBlock(
  model: Model,
  matrix: DMatrix,
  visit: (block: { readonly data: Float32Array; readonly rows: number; readonly cols: number }, from: number) => void,
): void {
  const values = matrix.values();
  const cols = Math.max(model.features, matrix.cols);
  const block = blockRows(cols);
  for (let from = 0; from < matrix.rows; from += block) {
    const to = Math.min(matrix.rows, from + block);
    visit({ data: expandRows(values, { from, to, cols }), rows: to - from, cols }, from);
  }
}
