import type { Evaluator } from "../growth/gain.js";
import { noSplit, replaces, type SplitCandidate } from "../growth/split-candidate.js";
import type { Cuts } from "../sketch/cuts.js";

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
}

/**
 * Looks for the best split of one numeric feature and puts it into `best` (EnumerateSplit; parity reference §4.5).
 * Forward: missing values go right. Where the bins do not add up to the node, backward: missing values go left.
 */
export function evaluateNumeric(
  evaluator: Evaluator,
  { cuts, slots, sums }: Histogram,
  search: { readonly feature: number; readonly of: NodeSums; readonly best: SplitCandidate },
): void {
  const { feature, of: node, best } = search;
  const first = slots[feature]!;
  const count = cuts.starts[feature + 1]! - cuts.starts[feature]!;
  const least = evaluator.minChildWeight;
  // The running best of this feature alone: it replaces the node's best at the end (parity reference §3.2).
  let found = -1;
  let loss = 0;
  let foundG = 0;
  let foundH = 0;
  let g = 0;
  let h = 0;
  const sides = { leftG: 0, leftH: 0, rightG: 0, rightH: 0 };
  for (let bin = 0; bin < count; bin++) {
    const at = 2 * (first + bin);
    const [binG, binH] = [sums[at]!, sums[at + 1]!];
    // A bin without rows repeats the split before it, which cannot be better than itself.
    if (binG === 0 && binH === 0) continue;
    g += binG;
    h += binH;
    if (h < least) continue;
    sides.leftG = g;
    sides.leftH = h;
    sides.rightG = node.g - g;
    sides.rightH = node.h - h;
    const change = Math.fround(evaluator.split(node.node, feature, sides) - node.rootGain);
    if (change > loss && change !== Number.POSITIVE_INFINITY) {
      found = bin;
      loss = change;
      foundG = g;
      foundH = h;
    }
  }
  if (found >= 0 && replaces(best, loss, feature)) {
    keep(best, { loss, feature, threshold: cuts.values[cuts.starts[feature]! + found]!, defaultLeft: false });
    best.leftG = foundG;
    best.leftH = foundH;
    best.rightG = node.g - foundG;
    best.rightH = node.h - foundH;
  }
  if (g === node.g && h === node.h) return;
  evaluateBackward(evaluator, { cuts, slots, sums }, search);
}

function evaluateBackward(
  evaluator: Evaluator,
  { cuts, slots, sums }: Histogram,
  { feature, of: node, best }: { readonly feature: number; readonly of: NodeSums; readonly best: SplitCandidate },
): void {
  const first = slots[feature]!;
  const count = cuts.starts[feature + 1]! - cuts.starts[feature]!;
  const own = noSplit();
  own.feature = feature;
  const sides = { leftG: 0, leftH: 0, rightG: 0, rightH: 0 };
  for (let bin = count - 1; bin >= 0; bin--) {
    const at = 2 * (first + bin);
    if (sums[at] === 0 && sums[at + 1] === 0) continue;
    sides.rightG += sums[at]!;
    sides.rightH += sums[at + 1]!;
    sides.leftG = node.g - sides.rightG;
    sides.leftH = node.h - sides.rightH;
    const loss = Math.fround(evaluator.split(node.node, feature, sides) - node.rootGain);
    if (!replaces(own, loss, feature)) continue;
    const threshold = bin === 0 ? Number.NEGATIVE_INFINITY : cuts.values[cuts.starts[feature]! + bin - 1]!;
    keep(own, { loss, feature, threshold, defaultLeft: true });
    Object.assign(own, sides);
  }
  if (own.loss > 0 && replaces(best, own.loss, feature)) Object.assign(best, own);
}

function keep(
  best: SplitCandidate,
  { loss, feature, threshold, defaultLeft }: Pick<SplitCandidate, "loss" | "feature" | "threshold" | "defaultLeft">,
): void {
  best.loss = loss;
  best.feature = feature;
  best.threshold = threshold;
  best.defaultLeft = defaultLeft;
  best.categories = [];
}
