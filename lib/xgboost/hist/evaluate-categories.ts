import type { Evaluator } from "../growth/gain.js";
import { noSplit, replaces, type SplitCandidate } from "../growth/split-candidate.js";
import type { FeatureSearch, Histogram } from "./evaluate-bins.js";

const f = Math.fround;

/** Limits of categorical splits. */
export interface CategoryLimits {
  readonly maxCatToOnehot: number;
  readonly maxCatThreshold: number;
}

/**
 * Looks for the best split of a categorical feature and puts it into `best`: one category
 * against the rest where there are few, else a part of the categories in the order of their leaf weights.
 */
export function evaluateCategories(
  evaluator: Evaluator,
  histogram: Histogram,
  search: FeatureSearch & { readonly limits: CategoryLimits },
): void {
  const scan = new CategoryScan(evaluator, histogram, search);
  if (scan.count < search.limits.maxCatToOnehot) scan.oneAgainstRest();
  else scan.parts(search.limits.maxCatThreshold);
}

class CategoryScan {
  /** Number of categories. */
  readonly count: number;
  readonly #evaluator: Evaluator;
  readonly #search: FeatureSearch;
  readonly #g: Float64Array;
  readonly #h: Float64Array;
  readonly #categories: Float32Array;

  constructor(evaluator: Evaluator, { cuts, slots, sums }: Histogram, search: FeatureSearch) {
    const { feature } = search;
    const [start, end] = [cuts.starts[feature]!, cuts.starts[feature + 1]!];
    const first = slots[feature]!;
    this.count = end - start;
    this.#evaluator = evaluator;
    this.#search = search;
    this.#g = Float64Array.from({ length: this.count }, (_, bin) => sums[2 * (first + bin)]!);
    this.#h = Float64Array.from({ length: this.count }, (_, bin) => sums[2 * (first + bin) + 1]!);
    this.#categories = cuts.values.subarray(start, end);
  }

  /** Every category alone on the right, missing values on the left, then with it on the right (EnumerateOneHot). */
  oneAgainstRest(): void {
    const { of: node, best } = this.#search;
    let [g, h] = [0, 0];
    for (let bin = 0; bin < this.count; bin++) {
      g += this.#g[bin]!;
      h += this.#h[bin]!;
    }
    const [missingG, missingH] = [node.g - g, node.h - h];
    const own = noSplit();
    for (let bin = 0; bin < this.count; bin++) {
      const categories = [this.#categories[bin]!];
      this.#offer(own, { g: this.#g[bin]!, h: this.#h[bin]!, side: "right", categories: () => categories });
      const withMissing = { g: this.#g[bin]! + missingG, h: this.#h[bin]! + missingH };
      this.#offer(own, { ...withMissing, side: "right", defaultRight: true, categories: () => categories });
    }
    adopt(best, own);
  }

  /** Parts of the sorted categories, from both ends; missing values stay with the other side (EnumeratePart). */
  parts(threshold: number): void {
    const { best } = this.#search;
    const weights = Float32Array.from(this.#g, (g, bin) => this.#evaluator.freeWeight(g, this.#h[bin]!));
    const order = Array.from(weights, (_, bin) => bin).sort((a, b) => weights[a]! - weights[b]! || a - b);
    const steps = Math.min(threshold, this.count) - 1;
    const firstOnes = (size: number) => () =>
      order
        .slice(0, size)
        .map((bin) => this.#categories[bin]!)
        .sort((a, b) => a - b);
    for (const side of ["right", "left"] as const) {
      const own = noSplit();
      let [g, h] = [0, 0];
      for (let step = 0; step < steps; step++) {
        const place = side === "right" ? step : this.count - 1 - step;
        g += this.#g[order[place]!]!;
        h += this.#h[order[place]!]!;
        const size = side === "right" ? step + 1 : place;
        this.#offer(own, { g, h, side, defaultRight: side === "left", categories: firstOnes(size) });
      }
      adopt(best, own);
    }
  }

  #offer(own: SplitCandidate, { g, h, side, defaultRight, categories }: Offer): void {
    const { feature, of: node } = this.#search;
    const [otherG, otherH] = [node.g - g, node.h - h];
    const sides =
      side === "right"
        ? { leftG: otherG, leftH: otherH, rightG: g, rightH: h }
        : { leftG: g, leftH: h, rightG: otherG, rightH: otherH };
    const loss = f(this.#evaluator.split(node.node, feature, sides) - node.rootGain);
    if (!replaces(own, loss, feature)) return;
    Object.assign(own, sides, { loss, feature, defaultLeft: defaultRight !== true, categories: categories() });
  }
}

interface Offer {
  readonly g: number;
  readonly h: number;
  /** Which side the sums are of. */
  readonly side: "left" | "right";
  readonly defaultRight?: boolean;
  readonly categories: () => readonly number[];
}

function adopt(best: SplitCandidate, own: SplitCandidate): void {
  if (replaces(best, own.loss, own.feature)) Object.assign(best, own);
}
