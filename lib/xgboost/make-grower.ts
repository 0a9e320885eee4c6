import { failure } from "../errors/index.js";
import { ExactGrower } from "./exact/exact-grower.js";
import type { TreeGrower } from "./growth/grown.js";
import type { TreeParameters } from "./growth/tree-parameters.js";
import { ApproxGrower } from "./hist/approx-grower.js";
import { HistGrower } from "./hist/hist-grower.js";
import type { LearnerParameters } from "./learner-parameters.js";
import type { DMatrix } from "./matrix/dmatrix.js";
import type { Objective } from "./objective.js";
import { threadCount } from "./threads/thread-count.js";

/** The grower of a tree method; throws where data or parameters are nothing for it. */
export function makeGrower(
  matrix: DMatrix,
  objective: Objective,
  {
    treeMethod,
    exact,
    threads,
    trees,
  }: Pick<LearnerParameters, "treeMethod" | "exact" | "threads"> & { readonly trees: TreeParameters },
): TreeGrower {
  if (treeMethod === "exact") {
    checkExact(matrix, trees);
    return new ExactGrower(matrix.values(), { ...trees, ...exact }, matrix.featureWeights);
  }
  const count = threadCount(threads, matrix.rows * matrix.cols);
  if (treeMethod === "approx") {
    if (matrix.isBinnedOnly) throw failure("XGB_NO_VALUES", { what: "tree_method approx" });
    return new ApproxGrower(matrix, { ...trees, threads: count }, objective.name === "reg:squarederror");
  }
  return new HistGrower(matrix.binned(trees.maxBin), { ...trees, threads: count }, matrix.featureWeights);
}

// What exact cannot do is refused, as xgboost refuses it.
function checkExact(matrix: DMatrix, { maxDepth, colsampleByNode, gradientBased, subsample }: TreeParameters): void {
  const refuse = (parameter: string, value: unknown, expected: string) =>
    failure("XGB_PARAMETER_REFUSED", { parameter, value, expected: `${expected}, since tree_method is exact` });
  if (matrix.isBinnedOnly) throw failure("XGB_NO_VALUES", { what: "tree_method exact" });
  if (matrix.categorical.includes(1)) throw refuse("feature type", "c", "only numeric features");
  if (maxDepth === 0) throw refuse("max_depth", 0, "a whole number of at least 1");
  if (colsampleByNode !== 1) throw refuse("colsample_bynode", colsampleByNode, "1");
  if (gradientBased && subsample < 1) throw refuse("sampling_method", "gradient_based", "uniform");
}
