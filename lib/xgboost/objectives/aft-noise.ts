import { failure } from "../../errors/index.js";
import type { DataInfo } from "../data-info.js";
import type { ParameterReader } from "../parameter-reader.js";
import type { noises } from "./noise.js";

/** The noise term of an accelerated failure time model. */
export interface AftNoise {
  readonly distribution: keyof typeof noises;
  readonly sigma: number;
}

/** Reads `aft_loss_distribution`, by default `normal`, and its scale, by default 1. */
export function aftNoise(parameters: ParameterReader): AftNoise {
  return {
    distribution: parameters.choice("aft_loss_distribution", "normal", ["normal", "logistic", "extreme"]),
    sigma: parameters.float("aft_loss_distribution_scale", 1),
  };
}

/** Throws `XGB_LABELS_ABSENT` without both bounds for every row. */
export function checkBounds({ rows, lowerBounds, upperBounds }: DataInfo): void {
  const given = Math.min(lowerBounds.length, upperBounds.length);
  if (given !== rows) throw failure("XGB_LABELS_ABSENT", { objective: "survival:aft", rows, labels: given });
}
