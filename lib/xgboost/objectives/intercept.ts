import { failure } from "../../errors/index.js";
import type { DataInfo } from "../data-info.js";
import type { GradientPairs } from "../objective.js";

const epsilon = Math.fround(1e-6);

/** (Weighted) mean of the labels, summed in double term by term as xgboost does. */
export function meanLabel({ labels, weights, rows }: DataInfo): number {
  let mean = 0;
  if (weights.length === 0) {
    for (let row = 0; row < rows; row++) mean += labels[row]! / rows;
    return Math.fround(mean);
  }
  const total = sum(weights);
  if (!(total > 0)) throw failure("XGB_WEIGHTS_ZERO", { rows });
  for (let row = 0; row < rows; row++) mean += (labels[row]! / total) * weights[row]!;
  return Math.fround(mean);
}

/** One unregularised Newton step for each output from the gradients of a round: -G/H (xgboost's FitStump). */
export function newtonSteps(pairs: GradientPairs, rows: number, outputs: number): Float32Array {
  return Float32Array.from({ length: outputs }, (_, output) => {
    let gradient = 0;
    let hessian = 0;
    const start = 2 * output * rows;
    for (let at = start; at < start + 2 * rows; at += 2) {
      gradient += pairs[at]!;
      hessian += pairs[at + 1]!;
    }
    return -gradient / Math.max(hessian, epsilon);
  });
}

/** Sum in double, in order. */
export function sum(values: Float32Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
