import type { DataInfo } from "../data-info.js";
import { exp, log, logf } from "../libm/index.js";
import type { Metric } from "../metric.js";
import { type AftNoise, aftNoise, checkBounds } from "../objectives/aft-noise.js";
import { rowsByTime } from "../objectives/cox.js";
import { noises } from "../objectives/noise.js";
import type { ParameterReader } from "../parameter-reader.js";
import { checkRowWeights, mean, unusable } from "./elementwise.js";

const tiny = 1e-12;

/** Negative partial log-likelihood of the Cox model, divided by the number of events. */
export const coxNloglik: Metric = {
  name: "cox-nloglik",
  evaluate(predictions, { labels, rows }) {
    if (labels.length !== rows || predictions.length !== rows) {
      throw unusable("cox-nloglik", `there are ${labels.length} labels for ${rows} rows`);
    }
    let atRisk = 0;
    for (const prediction of predictions) atRisk += prediction;
    const order = rowsByTime(labels);
    let out = 0;
    let events = 0;
    let leaving = 0;
    for (let i = 0; i < rows; i++) {
      const row = order[i]!;
      if (labels[row]! > 0) {
        out -= logf(predictions[row]!) - log(atRisk);
        events++;
      }
      leaving += predictions[row]!;
      if (i === rows - 1 || Math.abs(labels[row]!) < Math.abs(labels[order[i + 1]!]!)) {
        atRisk -= leaving;
        leaving = 0;
      }
    }
    return out / events;
  },
};

/** Negative log-likelihood of the accelerated failure time model, over margins. */
export function aftNloglik(parameters: ParameterReader): Metric {
  return aftLikelihood(aftNoise(parameters));
}

/** The same metric of a known noise term. */
export function aftLikelihood({ distribution, sigma }: AftNoise): Metric {
  const noise = noises[distribution];
  return overIntervals("aft-nloglik", (lower, upper, margin) => {
    if (lower === upper) {
      return -log(Math.max(noise.pdf((log(lower) - margin) / sigma) / (sigma * lower), tiny));
    }
    const high = upper === Number.POSITIVE_INFINITY ? 1 : noise.cdf((log(upper) - margin) / sigma);
    const low = lower <= 0 ? 0 : noise.cdf((log(lower) - margin) / sigma);
    return -log(Math.max(high - low, tiny));
  });
}

/** Share of rows whose predicted time lies between their bounds. */
export const intervalRegressionAccuracy: Metric = overIntervals(
  "interval-regression-accuracy",
  (lower, upper, margin) => {
    const time = exp(margin);
    return time >= lower && time <= upper ? 1 : 0;
  },
);

function overIntervals(name: string, row: (lower: number, upper: number, margin: number) => number): Metric {
  return {
    name,
    evaluate(predictions: Float32Array, info: DataInfo) {
      const { lowerBounds, upperBounds, weights, rows } = info;
      checkBounds(info);
      checkRowWeights(name, info);
      let losses = 0;
      let total = 0;
      for (let i = 0; i < rows; i++) {
        const weight = weights.length > 0 ? weights[i]! : 1;
        losses += row(lowerBounds[i]!, upperBounds[i]!, predictions[i]!) * weight;
        total += weight;
      }
      return mean(losses, total);
    },
  };
}
