import type { Objective } from "../objective.js";
import type { ParameterReader } from "../parameter-reader.js";
import { pointwise } from "./pointwise.js";
import { positiveWeight } from "./positive-weight.js";

const f = Math.fround;

/** `reg:squarederror`. */
export function squaredError(parameters: ParameterReader): Objective {
  const { factor, start, json } = positiveWeight(parameters);
  return pointwise({
    name: "reg:squarederror",
    defaultMetric: "rmse",
    start,
    json,
    kernel: { loss: "squared", positive: factor },
    pair(margin, label, weight, out, at) {
      const w = label === 1 ? f(weight * factor) : weight;
      out[at] = f(margin - label) * w;
      out[at + 1] = w;
    },
  });
}
