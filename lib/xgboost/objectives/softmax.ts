import type { DataInfo } from "../data-info.js";
import { expf, logf } from "../libm/index.js";
import type { GradientPairs, Objective } from "../objective.js";
import type { ParameterReader } from "../parameter-reader.js";
import { sum } from "./intercept.js";
import { checkLabels } from "./label-rule.js";

const f = Math.fround;
const epsilon = f(1e-6);
const smallest = f(1e-16);
const smallestNormal = 1.1754943508222875e-38;

/** `multi:softprob`: predictions are the probabilities of all classes. */
export function softprob(parameters: ParameterReader): Objective {
  return multiClass("multi:softprob", parameters);
}

/** `multi:softmax`: predictions are the likeliest class, metrics still see probabilities. */
export function softmax(parameters: ParameterReader): Objective {
  return multiClass("multi:softmax", parameters);
}

function multiClass(name: "multi:softprob" | "multi:softmax", parameters: ParameterReader): Objective {
  const classes = parameters.integer("num_class", 0, { min: 1 });
  if (classes < 1) throw parameters.refused("num_class", "a whole number of at least 1");
  const rule = {
    accepts: (label: number) => label >= 0 && label < classes && Number.isInteger(label),
    expected: `a whole number from 0 to ${classes - 1}, since num_class is ${classes}`,
  };
  return {
    name,
    defaultMetric: "mlogloss",
    classes,
    targets: 1,
    checkLabels: (info) => checkLabels(name, info, rule),
    gradients: (margins, info, { out }) => fill(margins, info, { classes, out }),
    transform: (margins) => (name === "multi:softprob" ? probabilities(margins, classes) : likeliest(margins, classes)),
    evalTransform: (margins) => probabilities(margins, classes),
    toMargins: (baseScores) => baseScores,
    estimateBaseScore: (info) => classIntercepts(info, classes),
    toJson: () => ({ softmax_multiclass_param: { num_class: String(classes) } }),
  };
}

function fill(
  margins: Float32Array,
  { labels, weights, rows }: DataInfo,
  { classes, out }: { classes: number; out: GradientPairs },
): void {
  const powers = new Float32Array(classes);
  for (let row = 0; row < rows; row++) {
    const first = row * classes;
    // xgboost starts from the smallest normal float, not from -Infinity.
    let highest = smallestNormal;
    for (let k = 0; k < classes; k++) highest = Math.max(margins[first + k]!, highest);
    let total = 0;
    for (let k = 0; k < classes; k++) {
      powers[k] = expf(f(margins[first + k]! - highest));
      total += powers[k]!;
    }
    const divisor = f(total);
    const weight = weights.length > 0 ? weights[row]! : 1;
    for (let k = 0; k < classes; k++) {
      const p = f(powers[k]! / divisor);
      const h = f(f(f(2 * p) * f(1 - p)) * weight);
      const at = 2 * (k * rows + row);
      out[at] = (labels[row] === k ? f(p - 1) : p) * weight;
      out[at + 1] = Math.max(h, smallest);
    }
  }
}

function probabilities(margins: Float32Array, classes: number): Float32Array {
  for (let first = 0; first < margins.length; first += classes) {
    let highest = margins[first]!;
    for (let k = 1; k < classes; k++) highest = Math.max(margins[first + k]!, highest);
    let total = 0;
    for (let k = 0; k < classes; k++) {
      margins[first + k] = expf(f(margins[first + k]! - highest));
      total += margins[first + k]!;
    }
    const divisor = f(total);
    for (let k = 0; k < classes; k++) margins[first + k] = margins[first + k]! / divisor;
  }
  return margins;
}

function likeliest(margins: Float32Array, classes: number): Float32Array {
  return Float32Array.from({ length: margins.length / classes }, (_, row) => {
    let best = 0;
    for (let k = 1; k < classes; k++) if (margins[row * classes + k]! > margins[row * classes + best]!) best = k;
    return best;
  });
}

// Margins, not probabilities: log of each class's share, less the mean of the logs.
function classIntercepts({ labels, weights }: DataInfo, classes: number): Float32Array {
  const shares = new Float32Array(classes);
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row]!;
    shares[label] = shares[label]! + (weights.length > 0 ? weights[row]! : 1);
  }
  const reciprocal = 1 / (weights.length > 0 ? sum(weights) : labels.length);
  const logs = shares.map((share) => logf(f(f(share * reciprocal) + epsilon)));
  const mean = logs.reduce((partial, value) => f(partial + f(value / classes)), 0);
  return logs.map((value) => value - mean);
}
