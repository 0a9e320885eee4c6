import { log } from "../libm/index.js";
import { descending } from "./order.js";

/** Binary labels with the values that rank them; `weight` of a row. */
export interface Ranked {
  readonly predictions: Float32Array;
  readonly labels: Float32Array;
  weight(row: number): number;
}

/** Area under a curve that is not yet divided by `falsePositive * truePositive`. */
export interface Area {
  readonly area: number;
  readonly falsePositive: number;
  readonly truePositive: number;
}

type Step = (fpBefore: number, fp: number, tpBefore: number, tp: number) => number;

const f = Math.fround;

/** Area under the receiver operating characteristic by trapezoids. */
export function rocArea(ranked: Ranked): Area {
  return walk(ranked, (fpBefore, fp, tpBefore, tp) => Math.abs(fpBefore - fp) * (tpBefore + tp) * 0.5);
}

/** Area under the precision-recall curve, interpolated after Boyd, Eng and Page; already divided. */
export function precisionRecallArea(ranked: Ranked): Area {
  let positive = 0;
  let negative = 0;
  for (let row = 0; row < ranked.labels.length; row++) {
    const weight = ranked.weight(row);
    positive += f(weight * ranked.labels[row]!);
    negative += f(weight * f(1 - ranked.labels[row]!));
  }
  if (positive <= 0 || negative <= 0) return { area: Number.NaN, falsePositive: 1, truePositive: 1 };
  const { area } = walk(ranked, (fpBefore, fp, tpBefore, tp) => {
    const before = tpBefore / positive;
    const now = tp / positive;
    if (tp === tpBefore) return now - before;
    const h = (fp - fpBefore) / (tp - tpBefore);
    const a = h + 1;
    const b = (fpBefore - h * tpBefore) / positive;
    if (b === 0) return (now - before) / a;
    return (now - before - (b / a) * (log(a * now + b) - log(a * before + b))) / a;
  });
  return { area, falsePositive: 1, truePositive: 1 };
}

function walk(ranked: Ranked, step: Step): Area {
  const { predictions, labels } = ranked;
  const order = descending(predictions);
  let area = 0;
  let fp = 0;
  let tp = 0;
  let fpBefore = 0;
  let tpBefore = 0;
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!;
    if (i > 0 && predictions[row] !== predictions[order[i - 1]!]) {
      area += step(fpBefore, fp, tpBefore, tp);
      tpBefore = tp;
      fpBefore = fp;
    }
    const weight = ranked.weight(row);
    // The first row's false positive is a double product in xgboost, all others are float32.
    fp += i === 0 ? (1 - labels[row]!) * weight : f(f(1 - labels[row]!) * weight);
    tp += f(labels[row]! * weight);
  }
  area += step(fpBefore, fp, tpBefore, tp);
  if (fp <= 0 || tp <= 0) return { area: 0, falsePositive: 0, truePositive: 0 };
  return { area, falsePositive: fp, truePositive: tp };
}
