import { sameLength } from "./same-length.js";

/** Settings of the scores. */
export interface ScoreOptions {
  /** One weight for each value; default 1. */
  readonly sampleWeight?: ArrayLike<number> | undefined;
}

/** Share of the predictions that equal the truth, as scikit-learn's `accuracy_score`; NaN for no values. */
export function accuracyScore<Label>(
  truth: ArrayLike<Label>,
  predictions: ArrayLike<Label>,
  { sampleWeight }: ScoreOptions = {},
): number {
  sameLength(truth, predictions, sampleWeight);
  let right = 0;
  let all = 0;
  for (let i = 0; i < truth.length; i++) {
    const weight = sampleWeight ? sampleWeight[i]! : 1;
    all += weight;
    if (truth[i] === predictions[i]) right += weight;
  }
  return right / all;
}
