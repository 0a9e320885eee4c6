import { expf } from "../libm/index.js";
import { general } from "../number-text.js";
import type { Objective } from "../objective.js";
import type { ParameterReader } from "../parameter-reader.js";
import { logarithmic } from "./link.js";
import { pointwise } from "./pointwise.js";
import { notNegative } from "./poisson.js";

const f = Math.fround;

/** `reg:tweedie` with its `tweedie_variance_power`, by default 1.5. */
export function tweedie(parameters: ParameterReader): Objective {
  const power = parameters.float("tweedie_variance_power", 1.5, { min: 1, max: 2 });
  const a = f(1 - power);
  const b = f(2 - power);
  return pointwise({
    name: "reg:tweedie",
    defaultMetric: `tweedie-nloglik@${general(power, 6)}`,
    labels: notNegative,
    link: logarithmic,
    start: "mean",
    json: { tweedie_regression_param: { tweedie_variance_power: general(power, 9) } },
    pair(margin, label, weight, out, at) {
      const low = expf(f(a * margin));
      const high = expf(f(b * margin));
      out[at] = f(f(-label * low) + high) * weight;
      out[at + 1] = f(f(f(-label * a) * low) + f(b * high)) * weight;
    },
  });
}
