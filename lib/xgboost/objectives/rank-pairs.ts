import { MinimalStandard } from "../random/minimal-standard.js";
import type { RankSettings } from "./rank-settings.js";

/** Told two places of the order that the model gives a query group. */
export type PairVisitor = (first: number, second: number) => void;

/** Pairs of the first places with every place behind them. */
export function topPairs(count: number, { pairs }: Pick<RankSettings, "pairs">, visit: PairVisitor): void {
  for (let i = 0; i < Math.min(count, pairs); i++) {
    for (let j = i + 1; j < count; j++) visit(i, j);
  }
}

/**
 * Random pairs: every row with some rows of other labels (xgboost's MakePairs). `labels` are in the model's order; the
 * generator is seeded for the group.
 */
export function randomPairs(
  labels: Float32Array,
  { pairs, seed }: Pick<RankSettings, "pairs"> & { readonly seed: number },
  visit: PairVisitor,
): void {
  const count = labels.length;
  const random = new MinimalStandard(seed);
  const order = Uint32Array.from(labels.keys()).sort((a, b) => labels[b]! - labels[a]! || a - b);
  for (let from = 0, to = 0; from < count; from = to) {
    while (to < count && labels[order[to]!] === labels[order[from]!]) to++;
    const others = from + count - to;
    if (others === 0) continue;
    for (let pair = 0; pair < pairs; pair++) {
      for (let i = from; i < to; i++) {
        const drawn = random.below(others);
        visit(order[i]!, order[drawn >= from ? drawn - from + to : drawn]!);
      }
    }
  }
}
