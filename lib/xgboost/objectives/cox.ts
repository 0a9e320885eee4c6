import type { DataInfo } from "../data-info.js";
import { exp, expf } from "../libm/index.js";
import type { GradientPairs, Objective } from "../objective.js";
import { newtonSteps } from "./intercept.js";
import { checkLabels } from "./label-rule.js";
import { logarithmic } from "./link.js";

const name = "survival:cox";

/** Rows by time, which is the label without its sign; equal times keep their order. */
export function rowsByTime(labels: Float32Array): Uint32Array {
  return Uint32Array.from(labels.keys()).sort((a, b) => Math.abs(labels[a]!) - Math.abs(labels[b]!) || a - b);
}

/** `survival:cox`: a negative label is censored at its absolute value; ties after Breslow. */
export function cox(): Objective {
  return {
    name,
    defaultMetric: "cox-nloglik",
    classes: 0,
    targets: 1,
    checkLabels: (info) => checkLabels(name, info),
    gradients: (margins, info, { out }) => fill(margins, info, out),
    transform: logarithmic.transform,
    evalTransform: logarithmic.transform,
    toMargins: (baseScores) => baseScores.map(logarithmic.toMargin),
    estimateBaseScore(info) {
      const out = new Float32Array(2 * info.rows);
      fill(new Float32Array(info.rows), info, out);
      return logarithmic.transform(newtonSteps(out, info.rows, 1));
    },
    toJson: () => ({}),
  };
}

function fill(margins: Float32Array, { labels, weights }: DataInfo, out: GradientPairs): void {
  const order = rowsByTime(labels);
  let atRisk = 0;
  for (const row of order) atRisk += expf(margins[row]!);

  let r = 0;
  let s = 0;
  let lastPower = 0;
  let lastTime = 0;
  let leaving = 0;
  for (const row of order) {
    const power = exp(margins[row]!);
    const label = labels[row]!;
    const time = Math.abs(label);
    leaving += lastPower;
    if (lastTime < time) {
      atRisk -= leaving;
      leaving = 0;
    }
    if (label > 0) {
      r += 1 / atRisk;
      s += 1 / (atRisk * atRisk);
    }
    const weight = weights.length > 0 ? weights[row]! : 1;
    out[2 * row] = (power * r - (label > 0 ? 1 : 0)) * weight;
    out[2 * row + 1] = (power * r - power * power * s) * weight;
    lastPower = power;
    lastTime = time;
  }
}
