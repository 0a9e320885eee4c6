const f = Math.fround;

/** The bins of one feature in a node's histogram, and the node's sums. */
export interface BinScan {
  /** `[gradient, hessian]` pairs, one a slot. */
  readonly sums: Float64Array;
  readonly first: number;
  readonly count: number;
  readonly nodeG: number;
  readonly nodeH: number;
  readonly rootGain: number;
  readonly lambda: number;
  readonly minChildWeight: number;
  /** Takes the result from place `at` on, see {@link BEST}. */
  readonly out: Float64Array;
  readonly at: number;
}

/** Places before the results of a node: its sums, and its gain unsplit. */
export const SEARCH = { g: 0, h: 1, rootGain: 2 } as const;
/** Number of places before the results. */
export const SEARCH_SIZE = 3;

/** Places of a result: bin of the best split or -1, its gain, the sums left of it, and the sums of all bins. */
export const BEST = { bin: 0, loss: 1, leftG: 2, leftH: 3, totalG: 4, totalH: 5 } as const;
/** Places of one feature's result. */
export const BEST_SIZE = 6;

/**
 * Tries a split after every bin, upwards, without alpha, max_delta_step and bounds. Of
 * equal gains the first wins. Bins without rows are passed over: they repeat the split before them.
 */
export function scanBins(scan: BinScan): void {
  const { sums, first, count, nodeG, nodeH, rootGain, lambda, minChildWeight, out, at: to } = scan;
  let bestBin = -1;
  let bestLoss = 0;
  let bestG = 0;
  let bestH = 0;
  let g = 0;
  let h = 0;
  for (let bin = 0, at = 2 * first; bin < count; bin++, at += 2) {
    const binG = sums[at]!;
    const binH = sums[at + 1]!;
    if (binG === 0 && binH === 0) continue;
    g += binG;
    h += binH;
    const rightH = nodeH - h;
    if (!(h >= minChildWeight && rightH >= minChildWeight && h > 0 && rightH > 0)) continue;
    const rightG = nodeG - g;
    const leftSum = h + lambda;
    const rightSum = rightH + lambda;
    const left = f(-g / leftSum);
    const right = f(-rightG / rightSum);
    const leftGain = f(-(2 * g * left + leftSum * f(left * left)));
    const rightGain = f(-(2 * rightG * right + rightSum * f(right * right)));
    const loss = f(f(leftGain + rightGain) - rootGain);
    if (loss > bestLoss && loss !== Number.POSITIVE_INFINITY) {
      bestBin = bin;
      bestLoss = loss;
      bestG = g;
      bestH = h;
    }
  }
  out[to + BEST.bin] = bestBin;
  out[to + BEST.loss] = bestLoss;
  out[to + BEST.leftG] = bestG;
  out[to + BEST.leftH] = bestH;
  out[to + BEST.totalG] = g;
  out[to + BEST.totalH] = h;
}
