import { failure } from "../errors/index.js";
import type { TreeRange } from "./margins.js";
import { spread } from "./margins.js";
import type { DMatrix } from "./matrix/dmatrix.js";
import { expandRows } from "./matrix/feature-values.js";
import { type Model, outputsOf } from "./model.js";
import type { Objective } from "./objective.js";
import { approximateContributions, contributions, diagonal, interactions } from "./shap/index.js";
import { checkDepth } from "./tree-depth.js";

const most = 2 ** 30;

/** What is asked of an explanation: pairs of features, and whether the cheap walk over mean values will do. */
export interface ExplainOptions {
  readonly range: TreeRange;
  readonly pairs: boolean;
  readonly approximate: boolean;
}

/** Contributions of the features to the margins of a matrix: rows × outputs × (features + 1), squared for pairs. */
export function explain(
  model: Model,
  objective: Objective,
  { matrix, range, pairs, approximate }: ExplainOptions & { readonly matrix: DMatrix },
): Float32Array {
  const { features } = model;
  const trees = model.trees.slice(range.from, range.to);
  for (const tree of trees) checkDepth(tree, "an explanation");
  checkSizes(model, matrix, pairs ? (features + 1) ** 2 : features + 1);
  const explained = {
    trees,
    treeInfo: model.treeInfo.slice(range.from, range.to),
    treeWeights: model.weightDrop?.slice(range.from, range.to),
    features,
    start: objective.toMargins(spread(model.baseScore, outputsOf(model))),
  };
  const { rows } = matrix;
  const data = expandRows(matrix.values(), { from: 0, to: rows, cols: features });
  const given = { data, rows, baseMargin: matrix.info.baseMargin };
  if (!approximate) return pairs ? interactions(explained, given) : contributions(explained, given);
  const values = approximateContributions(explained, given);
  return pairs ? diagonal(values, features + 1) : values;
}

function checkSizes(model: Model, matrix: DMatrix, width: number): void {
  const margins = matrix.rows * outputsOf(model);
  const given = matrix.info.baseMargin.length;
  if (given > 0 && given !== margins) {
    throw failure("XGB_DATA_SHAPE", { what: "base margins", expected: margins, got: given });
  }
  if (margins * width > most) {
    throw failure("XGB_DATA_SHAPE", {
      what: "numbers of the explanation",
      expected: `at most ${most}`,
      got: margins * width,
    });
  }
}
