import { RT_EPS } from "../growth/gain.js";
import type { TreeParameters } from "../growth/tree-parameters.js";
import { logf } from "../libm/index.js";
import { MersenneTwister } from "../random/mersenne-twister.js";
import { shuffle } from "./shuffle.js";

const f = Math.fround;

/**
 * Draws the features that trees, levels and nodes may split on, each set from the one before (ColumnSampler). Nothing is
 * drawn where a ratio is 1.
 */
export class ColumnSampler {
  readonly #rng: MersenneTwister;
  readonly #parameters: TreeParameters;
  readonly #tree: Uint32Array;
  readonly #levels = new Map<number, Uint32Array>();

  readonly #weights: Float32Array;

  /** Draws the set of one tree; `weights` of the features are empty where all are equal. */
  constructor(
    rng: MersenneTwister,
    parameters: TreeParameters,
    { cols, weights }: { readonly cols: number; readonly weights: Float32Array },
  ) {
    this.#rng = rng;
    this.#weights = weights;
    this.#parameters = parameters;
    const all = Uint32Array.from({ length: cols }, (_, feature) => feature);
    this.#tree = this.#draw(all, parameters.colsampleByTree);
  }

  /** Features, ascending, for the next node at a depth. */
  features(depth: number): Uint32Array {
    const { colsampleByLevel, colsampleByNode } = this.#parameters;
    let level = this.#levels.get(depth);
    if (level === undefined) {
      level = this.#draw(this.#tree, colsampleByLevel);
      this.#levels.set(depth, level);
    }
    return this.#draw(level, colsampleByNode);
  }

  #draw(from: Uint32Array, ratio: number): Uint32Array {
    if (ratio === 1) return from;
    const count = Math.max(1, Math.trunc(f(ratio * f(from.length))));
    const rng = new MersenneTwister(this.#rng.uint32());
    if (this.#weights.length > 0) return this.#drawWeighted(from, count, rng);
    const items = from.slice();
    shuffle(items, rng);
    return items.slice(0, count).sort();
  }

  // The largest of log(u) / weight, u being uniform (Efraimidis and Spirakis).
  #drawWeighted(from: Uint32Array, count: number, rng: MersenneTwister): Uint32Array {
    const keys = Float32Array.from(from, (feature) => {
      const u = Math.min(f(f(rng.uint32()) / f(2 ** 32)), 1 - 2 ** -24);
      return f(logf(u) / Math.max(this.#weights[feature]!, RT_EPS));
    });
    const order = Array.from(from, (_, k) => k).sort((a, b) => keys[b]! - keys[a]! || a - b);
    return Uint32Array.from(order.slice(0, count), (k) => from[k]!).sort();
  }
}
