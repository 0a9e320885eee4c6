import { failure } from "../errors/index.js";
import type { Model } from "./model.js";

/** Rounds from one up to before another, each one or every so many. */
export interface RoundSlice {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** The trees of some rounds of a model, as a model (GBTree::Slice); throws `XGB_ROUNDS_REFUSED`. */
export function sliceModel(model: Model, { from, to, step }: RoundSlice): Model {
  const rounds = model.iterationStarts.length - 1;
  const isSound = [from, to, step].every(Number.isInteger) && from >= 0 && from < to && to <= rounds && step >= 1;
  if (!isSound) throw failure("XGB_ROUNDS_REFUSED", { from, to, rounds });
  const trees: number[] = [];
  const iterationStarts = [0];
  for (let round = from; round < to; round += step) {
    for (let tree = model.iterationStarts[round]!; tree < model.iterationStarts[round + 1]!; tree++) trees.push(tree);
    iterationStarts.push(trees.length);
  }
  return {
    ...model,
    trees: trees.map((tree) => model.trees[tree]!),
    treeInfo: trees.map((tree) => model.treeInfo[tree]!),
    iterationStarts,
    weightDrop: model.weightDrop && trees.map((tree) => model.weightDrop![tree]!),
  };
}
