import type { ScoreOptions } from "./accuracy-score.js";
import { sameLength } from "./same-length.js";

/**
 * Coefficient of determination, as scikit-learn's `r2_score`: 1 for perfect predictions, 0 for the mean. Equal values
 * of truth score 1 when hit and 0 when missed; fewer than two values score NaN.
 */
export function r2Score(
  truth: ArrayLike<number>,
  predictions: ArrayLike<number>,
  { sampleWeight }: ScoreOptions = {},
): number {
  sameLength(truth, predictions, sampleWeight);
  if (truth.length < 2) return Number.NaN;
  const weight = (i: number) => (sampleWeight ? sampleWeight[i]! : 1);
  let sum = 0;
  let weights = 0;
  for (let i = 0; i < truth.length; i++) {
    sum += truth[i]! * weight(i);
    weights += weight(i);
  }
  const mean = sum / weights;
  let missed = 0;
  let spread = 0;
  for (let i = 0; i < truth.length; i++) {
    missed += weight(i) * (truth[i]! - predictions[i]!) ** 2;
    spread += weight(i) * (truth[i]! - mean) ** 2;
  }
  if (spread === 0) return missed === 0 ? 1 : 0;
  return 1 - missed / spread;
}
