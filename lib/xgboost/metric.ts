import type { DataInfo } from "./data-info.js";

/** A number that says how good predictions are. Made by `createMetric`. */
export interface Metric {
  /** As printed: `error@0.3`. */
  readonly name: string;
  /** `predictions` are the objective's `evalTransform`, row-major: row × outputs. NaN where the metric has no value. */
  evaluate(predictions: Float32Array, info: DataInfo): number;
}

/** A custom metric: its name and its value for the predictions of a matrix. */
export type CustomMetric = (
  predictions: Float32Array,
  info: DataInfo,
) => { readonly name: string; readonly value: number } | readonly [string, number];
