import { expf } from "../libm/index.js";
import type { Objective } from "../objective.js";
import type { ParameterReader } from "../parameter-reader.js";
import { positiveLogarithmic } from "./link.js";
import { pointwise } from "./pointwise.js";
import { positiveWeight } from "./positive-weight.js";

const f = Math.fround;

/** `reg:gamma` with a logarithmic link. */
export function gamma(parameters: ParameterReader): Objective {
  const { factor, start, json } = positiveWeight(parameters);
  return pointwise({
    name: "reg:gamma",
    defaultMetric: "gamma-deviance",
    labels: { accepts: (label) => label > 0, expected: "a number above 0" },
    link: positiveLogarithmic,
    start,
    json,
    pair(margin, label, weight, out, at) {
      const w = label === 1 ? f(weight * factor) : weight;
      const ratio = f(label / expf(margin));
      out[at] = f(1 - ratio) * w;
      out[at + 1] = ratio * w;
    },
  });
}
