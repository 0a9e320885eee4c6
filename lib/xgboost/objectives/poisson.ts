import { expf } from "../libm/index.js";
import { general } from "../number-text.js";
import type { Objective } from "../objective.js";
import type { ParameterReader } from "../parameter-reader.js";
import type { LabelRule } from "./label-rule.js";
import { logarithmic } from "./link.js";
import { pointwise } from "./pointwise.js";

const f = Math.fround;

/** Takes counts and other labels from 0. */
export const notNegative: LabelRule = { accepts: (label) => label >= 0, expected: "a number of at least 0" };

/** `count:poisson` with its own `max_delta_step`, by default 0.7. */
export function poisson(parameters: ParameterReader): Objective {
  const step = parameters.float("max_delta_step", 0.7, { min: 0 });
  return pointwise({
    name: "count:poisson",
    defaultMetric: "poisson-nloglik",
    labels: notNegative,
    link: logarithmic,
    start: "mean",
    json: { poisson_regression_param: { max_delta_step: general(step, 9) } },
    pair(margin, label, weight, out, at) {
      out[at] = f(expf(margin) - label) * weight;
      out[at + 1] = expf(f(margin + step)) * weight;
    },
  });
}
