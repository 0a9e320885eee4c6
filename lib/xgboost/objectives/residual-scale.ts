import type { DataInfo } from "../data-info.js";
import { sum } from "./intercept.js";

const f = Math.fround;

/** How margins of one output lie in the array of all: `margins[row * stride + offset]`. */
export interface Output {
  readonly offset: number;
  readonly stride: number;
}

/**
 * Scale of the residuals that smooths the absolute and the quantile error: the squared (weighted) mean of their square
 * roots, 0 where the weights add up to nothing.
 */
export function residualScale(
  margins: Float32Array,
  { labels, weights }: DataInfo,
  { offset, stride }: Output = { offset: 0, stride: 1 },
): number {
  const weighted = weights.length > 0;
  let roots = 0;
  for (let row = 0; row < labels.length; row++) {
    const root = f(Math.sqrt(Math.abs(f(margins[row * stride + offset]! - labels[row]!))));
    roots += weighted ? f(weights[row]! * root) : root;
  }
  const total = weighted ? sum(weights) : labels.length;
  if (Math.abs(total) < 1e-6) return 0;
  const mean = roots / total;
  return f(mean * mean);
}
