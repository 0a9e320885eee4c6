import { log1pf } from "../libm/index.js";
import type { Objective } from "../objective.js";
import { pointwise } from "./pointwise.js";

const f = Math.fround;
const lowest = f(-1 + 1e-6);
const smallest = f(1e-6);

/** `reg:squaredlogerror`. */
export function squaredLogError(): Objective {
  return pointwise({
    name: "reg:squaredlogerror",
    defaultMetric: "rmsle",
    labels: { accepts: (label) => label > -1, expected: "a number above -1" },
    start: "newton",
    pair(margin, label, weight, out, at) {
      const p = Math.max(margin, lowest);
      const logP = log1pf(p);
      const logY = log1pf(label);
      const above = f(p + 1);
      out[at] = f(f(logP - logY) / above) * weight;
      out[at + 1] = Math.max(f(f(f(-logP + logY) + 1) / (above * above)), smallest) * weight;
    },
  });
}
