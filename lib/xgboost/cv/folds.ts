import { failure } from "../../errors/index.js";
import { labelColumns } from "../data-info.js";
import { DMatrix } from "../matrix/dmatrix.js";
import { type Numbers, takeRows } from "../matrix/feature-values.js";
import { takeInfo } from "../matrix/matrix-info.js";
import { RandomState } from "../random/random-state.js";
import { stratifiedFolds } from "./stratified-folds.js";

/** Rows to train on and rows to test on. */
export type Fold = readonly [train: Numbers, test: Numbers];

/** How rows are dealt out to folds. */
export interface FoldOptions {
  /** 3 unless given. */
  readonly nfold?: number | undefined;
  /** Keeps the classes in proportion, as scikit-learn's StratifiedKFold with shuffling does. */
  readonly stratified?: boolean | undefined;
  /** Folds of one's own, in place of the others. */
  readonly folds?: readonly Fold[] | undefined;
  /** Seed of the order; 0 unless given. */
  readonly seed?: number | undefined;
  /** False deals the rows out in their order; true unless given. */
  readonly shuffle?: boolean | undefined;
}

/** A matrix to train on and one to test on. */
export interface FoldMatrices {
  readonly train: DMatrix;
  readonly test: DMatrix;
}

/** The folds that xgboost makes of a matrix; query groups stay whole. Throws `XGB_FOLDS_REFUSED`. */
export function makeFolds(matrix: DMatrix, options: FoldOptions): readonly FoldMatrices[] {
  const { nfold = 3, stratified = false, folds, seed = 0, shuffle = true } = options;
  if (folds) return folds.map(([train, test]) => ({ train: matrix.slice(train), test: matrix.slice(test) }));
  if (!Number.isInteger(nfold) || nfold < 2) throw failure("XGB_FOLDS_REFUSED", { reason: `nfold is ${nfold}` });
  if (stratified) {
    if (labelColumns(matrix.info) > 1)
      throw failure("XGB_FOLDS_REFUSED", { reason: "stratified folds need one label a row" });
    const parts = stratifiedFolds(matrix.info.labels, nfold, new RandomState(seed));
    return parts.map(([train, test]) => ({ train: matrix.slice(train), test: matrix.slice(test) }));
  }
  const { groupStarts, rows } = matrix.info;
  const grouped = groupStarts.length > 1;
  const count = grouped ? groupStarts.length - 1 : rows;
  const order = shuffle ? new RandomState(seed).permutation(count) : Int32Array.from({ length: count }, (_, i) => i);
  const parts = dealt(order, nfold);
  return parts.map((test, k) => {
    const train = parts.filter((_, i) => i !== k).flatMap((part) => [...part]);
    if (grouped) return { train: ofGroups(matrix, train), test: ofGroups(matrix, [...test]) };
    return { train: matrix.slice(train), test: matrix.slice(test) };
  });
}

/** Consecutive parts of nearly equal length, longer ones first. */
function dealt(order: Int32Array, parts: number): readonly Int32Array[] {
  const [size, longer] = [Math.floor(order.length / parts), order.length % parts];
  let from = 0;
  return Array.from({ length: parts }, (_, k) => {
    const part = order.subarray(from, from + size + (k < longer ? 1 : 0));
    from += part.length;
    return part;
  });
}

function ofGroups(matrix: DMatrix, groups: readonly number[]): DMatrix {
  const { groupStarts, weights, rows } = matrix.info;
  const sizes = groups.map((group) => groupStarts[group + 1]! - groupStarts[group]!);
  const index = groups.flatMap((group, k) => Array.from({ length: sizes[k]! }, (_, i) => groupStarts[group]! + i));
  const starts = new Uint32Array(groups.length + 1);
  for (let k = 0; k < sizes.length; k++) starts[k + 1] = starts[k]! + sizes[k]!;
  const byGroup = weights.length > 0 && weights.length !== rows;
  const info = takeInfo(matrix.info, index);
  return new DMatrix({
    values: takeRows(matrix.values(), index),
    info: {
      ...info,
      groupStarts: starts,
      weights: byGroup ? Float32Array.from(groups, (group) => weights[group]!) : info.weights,
    },
    labels: { names: matrix.featureNames, types: matrix.featureTypes, weights: matrix.featureWeights },
  });
}
