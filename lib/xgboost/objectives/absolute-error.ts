import { type DataInfo, ofTarget } from "../data-info.js";
import { hypotf } from "../libm/index.js";
import type { GradientPairs, Objective } from "../objective.js";
import type { ParameterReader } from "../parameter-reader.js";
import { meanLabel, newtonSteps, sum } from "./intercept.js";
import { anyLabel, checkLabels } from "./label-rule.js";
import { residualScale } from "./residual-scale.js";

const f = Math.fround;
const name = "reg:absoluteerror";

/** `reg:absoluteerror`, smoothed by the scale of a round's residuals. */
export function absoluteError(_parameters?: ParameterReader, targets = 1): Objective {
  return {
    name,
    defaultMetric: "mae",
    classes: 0,
    targets,
    withTargets: (number) => absoluteError(undefined, number),
    checkLabels: (info) => checkLabels(name, info, anyLabel, targets),
    gradients(margins, info, { out }) {
      const size = 2 * info.rows;
      for (let target = 0; target < targets; target++) {
        const own = margins.filter((_, at) => at % targets === target);
        fill(own, ofTarget(info, target), out.subarray(target * size, (target + 1) * size));
      }
    },
    transform: (margins) => margins,
    evalTransform: (margins) => margins,
    toMargins: (baseScores) => baseScores,
    estimateBaseScore(info) {
      return Float32Array.from({ length: targets }, (_, target) => intercept(ofTarget(info, target)));
    },
    toJson: () => ({}),
  };
}

function intercept(info: DataInfo): number {
  if (info.weights.length > 0 && Math.abs(sum(info.weights)) < 1e-6) return 0;
  const mean = meanLabel(info);
  const out = new Float32Array(2 * info.rows);
  fill(new Float32Array(info.rows).fill(mean), info, out);
  return newtonSteps(out, info.rows, 1)[0]! + mean;
}

function fill(margins: Float32Array, info: DataInfo, out: GradientPairs): void {
  const { labels, weights } = info;
  const scale = residualScale(margins, info);
  for (let row = 0; row < labels.length; row++) {
    const residual = f(margins[row]! - labels[row]!);
    const norm = hypotf(scale, residual);
    const curvature = norm > 0 ? f(scale / norm) : 1;
    const weight = weights.length > 0 ? weights[row]! : 1;
    out[2 * row] = f(weight * residual) * curvature;
    out[2 * row + 1] = weight * curvature;
  }
}
