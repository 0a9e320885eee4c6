import type { DataInfo } from "../data-info.js";
import { expf, expm1f, log1pf, logf } from "../libm/index.js";
import { shortest } from "../number-text.js";
import type { GradientPairs, Objective } from "../objective.js";
import type { ParameterReader } from "../parameter-reader.js";
import { meanLabel, newtonSteps } from "./intercept.js";
import { checkLabels } from "./label-rule.js";
import { sigmoid } from "./link.js";
import { ascendingShares } from "./quantile-error.js";

const f = Math.fround;
const epsilon = f(1e-6);
const name = "reg:expectileerror";

/**
 * `reg:expectileerror`: one output for each of the ascending `expectile_alpha`. The first margin is an expectile, every
 * further one the gap to the one before it, made positive by softplus, so that expectiles do not cross.
 */
export function expectileError(parameters: ParameterReader): Objective {
  const alphas = ascendingShares(parameters, "expectile_alpha");
  const transform = (margins: Float32Array) => stack(margins, alphas.length);
  return {
    name,
    defaultMetric: "expectile",
    classes: 0,
    targets: alphas.length,
    checkLabels: (info) => checkLabels(name, info),
    gradients: (margins, info, { out }) => fill(margins, info, { alphas, out }),
    transform,
    evalTransform: transform,
    toMargins: gaps,
    estimateBaseScore: (info) => startOf(info, alphas),
    toJson: () => ({ expectile_loss_param: { expectile_alpha: `[${alphas.map(shortest).join(",")}]` } }),
  };
}

function fill(
  margins: Float32Array,
  { labels, weights, rows }: DataInfo,
  { alphas, out }: { alphas: readonly number[]; out: GradientPairs },
): void {
  const width = alphas.length;
  for (let row = 0; row < rows; row++) {
    const margin = (k: number) => margins[row * width + k]!;
    const weight = weights.length > 0 ? weights[row]! : 1;
    for (let j = 0; j < width; j++) {
      let prediction = margin(0);
      let gradient = 0;
      let hessian = 0;
      for (let k = 0; k < width; k++) {
        if (k > 0) prediction = f(prediction + f(epsilon + softPlus(margin(k))));
        if (k < j) continue;
        const difference = f(prediction - labels[row]!);
        const side = sideWeight(difference, alphas[k]!);
        gradient = f(gradient + f(f(side * difference) * weight));
        hessian = f(hessian + f(side * weight));
      }
      const scale = j === 0 ? 1 : sigmoid(margin(j));
      const at = 2 * (j * rows + row);
      out[at] = scale * gradient;
      out[at + 1] = f(scale * scale) * hessian;
    }
  }
}

function startOf(info: DataInfo, alphas: readonly number[]): Float32Array {
  const { labels, weights, rows } = info;
  const mean = meanLabel(info);
  const pairs = new Float32Array(2 * rows * alphas.length);
  for (const [j, alpha] of alphas.entries()) {
    for (let row = 0; row < rows; row++) {
      const difference = f(mean - labels[row]!);
      const side = sideWeight(difference, alpha);
      const weight = weights.length > 0 ? weights[row]! : 1;
      pairs[2 * (j * rows + row)] = f(side * difference) * weight;
      pairs[2 * (j * rows + row) + 1] = side * weight;
    }
  }
  const start = newtonSteps(pairs, rows, alphas.length).map((step) => step + mean);
  for (let j = 1; j < start.length; j++) start[j] = Math.max(start[j]!, start[j - 1]!);
  return start;
}

function sideWeight(difference: number, alpha: number): number {
  return difference >= 0 ? f(1 - alpha) : alpha;
}

function stack(margins: Float32Array, width: number): Float32Array {
  for (let first = 0; first < margins.length; first += width) {
    let prediction = margins[first]!;
    for (let j = first + 1; j < first + width; j++) {
      prediction = f(prediction + f(epsilon + softPlus(margins[j]!)));
      margins[j] = prediction;
    }
  }
  return margins;
}

function gaps(baseScores: Float32Array): Float32Array {
  return baseScores.map((score, j) => (j === 0 ? score : softPlusInverse(f(f(score - baseScores[j - 1]!) - epsilon))));
}

function softPlus(x: number): number {
  return x > 0 ? f(x + log1pf(expf(-x))) : log1pf(expf(x));
}

function softPlusInverse(x: number): number {
  const positive = Math.max(x, epsilon);
  return f(positive + logf(-expm1f(-positive)));
}
