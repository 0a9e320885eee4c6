import type { Objective } from "../objective.js";
import type { ParameterReader } from "../parameter-reader.js";
import type { LabelRule } from "./label-rule.js";
import { identity, logistic, sigmoid } from "./link.js";
import { pointwise } from "./pointwise.js";
import { positiveWeight } from "./positive-weight.js";

const f = Math.fround;
const smallest = f(1e-16);
const probability: LabelRule = { accepts: (label) => label >= 0 && label <= 1, expected: "a number from 0 to 1" };

function logisticLoss(name: string, defaultMetric: string, parameters: ParameterReader): Objective {
  const { factor, start, json } = positiveWeight(parameters);
  return pointwise({
    name,
    defaultMetric,
    labels: probability,
    link: name === "binary:logitraw" ? identity : logistic,
    start,
    json,
    kernel: { loss: "logistic", positive: factor },
    pair(margin, label, weight, out, at) {
      const p = sigmoid(margin);
      const w = label === 1 ? f(weight * factor) : weight;
      const h = f(p * f(1 - p));
      out[at] = f(p - label) * w;
      out[at + 1] = Math.max(h, smallest) * w;
    },
  });
}

/** `binary:logistic`. */
export function binaryLogistic(parameters: ParameterReader): Objective {
  return logisticLoss("binary:logistic", "logloss", parameters);
}

/** `reg:logistic`: labels are probabilities, measured by rmse. */
export function regressionLogistic(parameters: ParameterReader): Objective {
  return logisticLoss("reg:logistic", "rmse", parameters);
}

/** `binary:logitraw`: the logistic loss, but predictions are margins. */
export function logitRaw(parameters: ParameterReader): Objective {
  return logisticLoss("binary:logitraw", "logloss", parameters);
}
