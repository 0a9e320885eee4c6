import { general } from "../number-text.js";
import type { Objective } from "../objective.js";
import type { ParameterReader } from "../parameter-reader.js";
import { pointwise } from "./pointwise.js";

const f = Math.fround;

/** `reg:pseudohubererror` with its `huber_slope`, by default 1. */
export function pseudoHuber(parameters: ParameterReader): Objective {
  const slope = parameters.float("huber_slope", 1);
  if (slope === 0) throw parameters.refused("huber_slope", "a number other than 0");
  const square = f(slope * slope);
  return pointwise({
    name: "reg:pseudohubererror",
    defaultMetric: "mphe",
    start: "newton",
    json: { pseudo_huber_param: { huber_slope: general(slope, 9) } },
    pair(margin, label, weight, out, at) {
      const z = f(margin - label);
      const zz = f(z * z);
      const root = f(Math.sqrt(f(1 + f(zz / square))));
      out[at] = f(z / root) * weight;
      out[at + 1] = f(square / f(f(square + zz) * root)) * weight;
    },
  });
}
