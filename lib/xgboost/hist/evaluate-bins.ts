import type { Evaluator } from "../growth/gain.js";
import { noSplit, replaces, type SplitCandidate } from "../growth/split-candidate.js";
import { BEST, BEST_SIZE, SEARCH_SIZE } from "../kernels/scan-bins.js";
import type { Cuts } from "../sketch/cuts.js";

const f = Math.fround;

/** A node whose histogram is searched for a split. */
export interface NodeSums {
  readonly node: number;
  readonly g: number;
  readonly h: number;
  /** Gain of the node unsplit. */
  readonly rootGain: number;
}

/** What a search reads: the node's histogram and where each feature lies in it. */
export interface Histogram {
  readonly cuts: Cuts;
  readonly slots: Uint32Array;
  readonly sums: Float64Array;
  /** What the kernels found, see `NodeHistogram`, where they have searched. */
  readonly search: Float64Array;
}

/** The feature that is searched, of which node, and the node's best split so far. */
export interface FeatureSearch {
  readonly feature: number;
  readonly of: NodeSums;
  readonly best: SplitCandidate;
}

const scanned = new Float64Array(BEST_SIZE);

/**
 * Looks for the best split of one numeric feature and puts it into `best` (EnumerateSplit).
 * Forward: missing values go right. Where the bins do not add up to the node, backward: missing values go left.
 */
export function evaluateNumeric(evaluator: Evaluator, histogram: Histogram, search: FeatureSearch): void {
  const { feature, of: node, best } = search;
  const start = histogram.cuts.starts[feature]!;
  if (!evaluator.isPlain) scanForward(evaluator, histogram, search);
  const found = evaluator.isPlain ? histogram.search : scanned;
  const at = evaluator.isPlain ? SEARCH_SIZE + BEST_SIZE * feature : 0;
  const bin = found[at + BEST.bin]!;
  const loss = found[at + BEST.loss]!;
  // The best of this feature alone meets the node's best only now.
  if (bin >= 0 && replaces(best, loss, feature)) {
    best.loss = loss;
    best.feature = feature;
    best.threshold = histogram.cuts.values[start + bin]!;
    best.defaultLeft = false;
    best.leftG = found[at + BEST.leftG]!;
    best.leftH = found[at + BEST.leftH]!;
    best.rightG = node.g - best.leftG;
    best.rightH = node.h - best.leftH;
    best.categories = [];
  }
  if (found[at + BEST.totalG] === node.g && found[at + BEST.totalH] === node.h) return;
  scanBackward(evaluator, histogram, search);
}

// As `scanBins`, with every term of the gain.
function scanForward(
  evaluator: Evaluator,
  { cuts, slots, sums }: Histogram,
  { feature, of: node }: FeatureSearch,
): void {
  const first = slots[feature]!;
  const count = cuts.starts[feature + 1]! - cuts.starts[feature]!;
  const sides = { leftG: 0, leftH: 0, rightG: 0, rightH: 0 };
  scanned.fill(0);
  scanned[BEST.bin] = -1;
  for (let bin = 0; bin < count; bin++) {
    const at = 2 * (first + bin);
    if (sums[at] === 0 && sums[at + 1] === 0) continue;
    sides.leftG += sums[at]!;
    sides.leftH += sums[at + 1]!;
    sides.rightG = node.g - sides.leftG;
    sides.rightH = node.h - sides.leftH;
    const loss = f(evaluator.split(node.node, feature, sides) - node.rootGain);
    if (!(loss > scanned[BEST.loss]! && loss !== Number.POSITIVE_INFINITY)) continue;
    scanned[BEST.bin] = bin;
    scanned[BEST.loss] = loss;
    scanned[BEST.leftG] = sides.leftG;
    scanned[BEST.leftH] = sides.leftH;
  }
  scanned[BEST.totalG] = sides.leftG;
  scanned[BEST.totalH] = sides.leftH;
}

function scanBackward(evaluator: Evaluator, { cuts, slots, sums }: Histogram, search: FeatureSearch): void {
  const { feature, of: node, best } = search;
  const start = cuts.starts[feature]!;
  const first = slots[feature]!;
  const own = noSplit();
  own.feature = feature;
  const sides = { leftG: 0, leftH: 0, rightG: 0, rightH: 0 };
  for (let bin = cuts.starts[feature + 1]! - start - 1; bin >= 0; bin--) {
    const at = 2 * (first + bin);
    if (sums[at] === 0 && sums[at + 1] === 0) continue;
    sides.rightG += sums[at]!;
    sides.rightH += sums[at + 1]!;
    sides.leftG = node.g - sides.rightG;
    sides.leftH = node.h - sides.rightH;
    const loss = f(evaluator.split(node.node, feature, sides) - node.rootGain);
    if (!replaces(own, loss, feature)) continue;
    const threshold = bin === 0 ? Number.NEGATIVE_INFINITY : cuts.values[start + bin - 1]!;
    Object.assign(own, sides, { loss, threshold, defaultLeft: true });
  }
  if (own.loss > 0 && replaces(best, own.loss, feature)) Object.assign(best, own);
}
