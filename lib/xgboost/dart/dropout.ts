import type { ParameterReader } from "../parameter-reader.js";
import type { MersenneTwister } from "../random/mersenne-twister.js";
import { below, canonical, weightedIndex } from "../sampling/draws.js";

const f = Math.fround;

/** How trees are left out of a round, and weighed afterwards. */
export interface DropoutParameters {
  readonly rateDrop: number;
  readonly oneDrop: boolean;
  readonly skipDrop: number;
  readonly weighted: boolean;
  readonly forest: boolean;
}

const ratio = { min: 0, max: 1 };

/** Reads the parameters of DART; xgboost takes them with every tree booster. */
export function readDropout(reader: ParameterReader): DropoutParameters {
  return {
    rateDrop: reader.float("rate_drop", 0, ratio),
    oneDrop: reader.flag("one_drop", false),
    skipDrop: reader.float("skip_drop", 0, ratio),
    weighted: reader.choice("sample_type", "uniform", ["uniform", "weighted"]) === "weighted",
    forest: reader.choice("normalize_type", "tree", ["tree", "forest"]) === "forest",
  };
}

/** Whether any tree may ever be left out. */
export function hasDropout({ rateDrop, oneDrop, skipDrop }: DropoutParameters): boolean {
  return rateDrop !== 0 || oneDrop || skipDrop !== 0;
}

/** Draws the trees that a round goes without (DropTrees); `weights` are those of all trees. */
export function drawDropped(
  { rateDrop, oneDrop, skipDrop, weighted }: DropoutParameters,
  weights: readonly number[],
  rng: MersenneTwister,
): readonly number[] {
  if (skipDrop > 0 && canonical(rng) < skipDrop) return [];
  const count = weights.length;
  const sum = weights.reduce((total, weight) => f(total + weight), 0);
  const rateOf = (weight: number) => (weighted ? f(f(f(rateDrop * f(count)) * weight) / sum) : rateDrop);
  const dropped = weights.flatMap((weight, tree) => (canonical(rng) < rateOf(weight) ? [tree] : []));
  if (dropped.length > 0 || !oneDrop || count === 0) return dropped;
  return [weighted ? weightedIndex(weights, rng) : below(count, rng)];
}

/** New weights of all trees after a round of `added` trees (NormalizeTrees); `eta` is the whole learning rate. */
export function normalized(
  weights: readonly number[],
  {
    dropped,
    added,
    eta,
    forest,
  }: { readonly dropped: readonly number[]; readonly added: number; readonly eta: number; readonly forest: boolean },
): number[] {
  const count = dropped.length;
  const [factor, fresh] = (() => {
    if (count === 0) return [1, 1];
    if (forest) return [f(1 / (1 + eta)), f(1 / (1 + eta))];
    return [f(count / f(f(count) + eta)), f(1 / f(f(count) + eta))];
  })();
  const gone = new Set(dropped);
  const kept = weights.map((weight, tree) => (gone.has(tree) ? f(weight * factor) : weight));
  return [...kept, ...new Array<number>(added).fill(fresh)];
}
