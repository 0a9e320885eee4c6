import { general } from "../number-text.js";
import type { ParameterReader } from "../parameter-reader.js";

/** `scale_pos_weight`, which multiplies the weight of rows whose label is 1, also in regression. */
export interface PositiveWeight {
  readonly factor: number;
  readonly start: "mean" | "newton";
  readonly json: { readonly reg_loss_param: { readonly scale_pos_weight: string } };
}

/** Reads `scale_pos_weight`, by default 1; with another the intercept starts from one Newton step, not from the mean. */
export function positiveWeight(parameters: ParameterReader): PositiveWeight {
  const factor = parameters.float("scale_pos_weight", 1, { min: 0 });
  return {
    factor,
    start: Math.abs(Math.fround(factor - 1)) > Math.fround(1e-6) ? "newton" : "mean",
    json: { reg_loss_param: { scale_pos_weight: general(factor, 9) } },
  };
}
