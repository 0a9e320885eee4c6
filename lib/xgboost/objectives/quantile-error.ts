import type { DataInfo } from "../data-info.js";
import { tanhf } from "../libm/index.js";
import { shortest } from "../number-text.js";
import type { GradientPairs, Objective } from "../objective.js";
import type { ParameterReader } from "../parameter-reader.js";
import { checkLabels } from "./label-rule.js";
import { residualScale } from "./residual-scale.js";

const f = Math.fround;
const smoothing = f(0.04);
const lowestRatio = f(3e-4);
const name = "reg:quantileerror";

/** Ascending shares from 0 to 1 of a parameter that must be given. */
export function ascendingShares(parameters: ParameterReader, parameter: string): readonly number[] {
  const shares = parameters.floats(parameter, { min: 0, max: 1 });
  const sound = shares?.every((share, i) => i === 0 || shares[i - 1]! <= share);
  if (!shares || !sound) throw parameters.refused(parameter, "one or more ascending numbers from 0 to 1");
  return shares;
}

/** `reg:quantileerror`: one output for each of the ascending `quantile_alpha`. */
export function quantileError(parameters: ParameterReader): Objective {
  const alphas = ascendingShares(parameters, "quantile_alpha");
  const sorted = (margins: Float32Array) => sortRows(margins, alphas.length);
  return {
    name,
    defaultMetric: "quantile",
    classes: 0,
    targets: alphas.length,
    checkLabels: (info) => checkLabels(name, info),
    gradients(margins, info, { out }) {
      for (const target of alphas.keys()) fill(margins, info, { alphas, target, out });
    },
    transform: sorted,
    evalTransform: sorted,
    toMargins: (baseScores) => baseScores,
    estimateBaseScore: (info) => Float32Array.from(alphas, (alpha) => quantileOfLabels(info, alpha)),
    toJson: () => ({ quantile_loss_param: { quantile_alpha: `[${alphas.map(shortest).join(",")}]` } }),
  };
}

function fill(
  margins: Float32Array,
  info: DataInfo,
  { alphas, target, out }: { alphas: readonly number[]; target: number; out: GradientPairs },
): void {
  const { labels, weights, rows } = info;
  const scale = residualScale(margins, info, { offset: target, stride: alphas.length });
  const width = f(smoothing * scale);
  const tilt = f(2 * alphas[target]!);
  const steepness = f(0.5 / smoothing);
  for (let row = 0; row < rows; row++) {
    const at = 2 * (target * rows + row);
    const weight = weights.length > 0 ? weights[row]! : 1;
    if (!(scale > 0) || weight === 0) {
      out[at] = 0;
      out[at + 1] = 0;
      continue;
    }
    const x = f(f(margins[row * alphas.length + target]! - labels[row]!) / width);
    const t = tanhf(x);
    const ratio = x === 0 ? 1 : f(t / x);
    out[at] = weight * f(f(0.5 * scale) * f(f(t + 1) - tilt));
    out[at + 1] = weight * f(steepness * Math.max(ratio, lowestRatio));
  }
}

/** Sorts the values of each row, so that quantiles do not cross. */
function sortRows(values: Float32Array, width: number): Float32Array {
  if (width > 1) {
    for (let start = 0; start < values.length; start += width) values.subarray(start, start + width).sort();
  }
  return values;
}

// Unweighted quantiles interpolate between labels, weighted ones do not.
function quantileOfLabels({ labels, weights, rows }: DataInfo, alpha: number): number {
  const order = Uint32Array.from(labels.keys()).sort((a, b) => labels[a]! - labels[b]! || a - b);
  if (weights.length > 0) {
    const running = new Float32Array(rows);
    for (let i = 0, total = 0; i < rows; i++) {
      total = f(total + weights[order[i]!]!);
      running[i] = total;
    }
    const threshold = f(running[rows - 1]! * alpha);
    const found = running.findIndex((total) => total >= threshold);
    return labels[order[found < 0 ? rows - 1 : found]!]!;
  }
  if (alpha <= 1 / (rows + 1)) return labels[order[0]!]!;
  if (alpha >= rows / (rows + 1)) return labels[order[rows - 1]!]!;
  const x = alpha * (rows + 1);
  const k = Math.floor(x) - 1;
  const [low, high] = [labels[order[k]!]!, labels[order[k + 1]!]!];
  return f(low + (x - 1 - k) * f(high - low));
}
