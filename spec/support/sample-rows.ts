import { RandomState } from "../../lib/xgboost/index.js";

/** Rows of four features and a class that the first two decide, with some noise. */
export function sampleRows(count: number, classes = 2): { x: number[][]; y: number[] } {
  const random = new RandomState(5);
  const x = Array.from({ length: count }, () => Array.from(random.randomSample(4)));
  const y = x.map(([a, b, , noise]) => Math.floor((((a! + b!) / 2) * 0.8 + noise! * 0.2) * classes));
  return { x, y };
}
