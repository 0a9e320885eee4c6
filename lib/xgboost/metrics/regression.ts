import { log1pf } from "../libm/index.js";
import type { Metric } from "../metric.js";
import type { ParameterReader } from "../parameter-reader.js";
import { elementwise, mean } from "./elementwise.js";

const f = Math.fround;
const rootMean = (losses: number, weights: number) => Math.sqrt(mean(losses, weights));

/** Root of the mean squared error. */
export const rmse: Metric = elementwise({
  name: "rmse",
  row(label, prediction) {
    const difference = f(label - prediction);
    return f(difference * difference);
  },
  final: rootMean,
});

/** Root of the mean squared difference of log(1 + x). */
export const rmsle: Metric = elementwise({
  name: "rmsle",
  row(label, prediction) {
    const difference = f(log1pf(label) - log1pf(prediction));
    return f(difference * difference);
  },
  final: rootMean,
});

/** Mean absolute error. */
export const mae: Metric = elementwise({
  name: "mae",
  row: (label, prediction) => Math.abs(f(label - prediction)),
});

/** Mean absolute error as a share of the label. */
export const mape: Metric = elementwise({
  name: "mape",
  row: (label, prediction) => Math.abs(f(f(label - prediction) / label)),
});

/** Mean pseudo-Huber error with the objective's `huber_slope`. */
export function mphe(parameters: ParameterReader): Metric {
  const slope = parameters.float("huber_slope", 1);
  if (slope === 0) throw parameters.refused("huber_slope", "a number other than 0");
  const square = f(slope * slope);
  return elementwise({
    name: "mphe",
    row(label, prediction) {
      const z = f(f(label - prediction) / slope);
      return f(square * f(f(Math.sqrt(f(1 + f(z * z)))) - 1));
    },
  });
}
