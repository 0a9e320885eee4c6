import type { DataInfo } from "../data-info.js";
import { logf } from "../libm/index.js";
import type { Metric } from "../metric.js";
import { general } from "../number-text.js";
import { checkRowWeights, elementwise, unusable } from "./elementwise.js";

const f = Math.fround;
const smallest = f(1e-16);

/** Negative log-likelihood of binary labels. */
export const logloss: Metric = elementwise({
  name: "logloss",
  row: (label, prediction) => f(product(-label, prediction) + product(-f(1 - label), f(1 - prediction))),
});

function product(factor: number, probability: number): number {
  return factor === 0 ? 0 : f(factor * logf(Math.max(probability, smallest)));
}

/** Share of rows on the wrong side of a threshold, by default 0.5: `error@0.3`. */
export function error(argument: string | undefined): Metric {
  const threshold = argument === undefined ? 0.5 : f(Number.parseFloat(argument));
  if (Number.isNaN(threshold)) throw unusable(`error@${argument}`, "its threshold is no number");
  return elementwise({
    name: threshold === 0.5 ? "error" : `error@${general(threshold, 6)}`,
    row: (label, prediction) => (prediction > threshold ? f(1 - label) : label),
  });
}

/** Share of rows whose likeliest class is not the label. */
export const merror: Metric = {
  name: "merror",
  evaluate: (predictions, info) =>
    overClasses("merror", predictions, info, (label, first, classes) => {
      let best = 0;
      for (let k = 1; k < classes; k++) if (predictions[first + k]! > predictions[first + best]!) best = k;
      return best === label ? 0 : 1;
    }),
};

/** Negative log-likelihood of classes. */
export const mlogloss: Metric = {
  name: "mlogloss",
  evaluate: (predictions, info) =>
    overClasses("mlogloss", predictions, info, (label, first) => {
      const p = predictions[first + label]!;
      return -logf(Math.max(p, smallest));
    }),
};

function overClasses(
  name: string,
  predictions: Float32Array,
  info: DataInfo,
  row: (label: number, first: number, classes: number) => number,
): number {
  const { labels, weights, rows } = info;
  const classes = predictions.length / rows;
  if (labels.length !== rows || !Number.isInteger(classes)) {
    throw unusable(name, `there are ${labels.length} labels and ${predictions.length} predictions for ${rows} rows`);
  }
  checkRowWeights(name, info);
  let losses = 0;
  let total = 0;
  for (let i = 0; i < rows; i++) {
    const label = Math.trunc(labels[i]!);
    if (!(label >= 0 && label < classes)) {
      throw unusable(name, `the label of row ${i} is ${labels[i]}, expected a class from 0 to ${classes - 1}`);
    }
    const weight = weights.length > 0 ? weights[i]! : 1;
    losses += f(row(label, i * classes, classes) * weight);
    total += weight;
  }
  return losses / total;
}
