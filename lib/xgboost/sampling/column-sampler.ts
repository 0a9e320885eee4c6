import type { TreeParameters } from "../growth/tree-parameters.js";
import { MersenneTwister } from "../random/mersenne-twister.js";
import { shuffle } from "./shuffle.js";

const f = Math.fround;

/**
 * Draws the features that trees, levels and nodes may split on, each set from the one before (ColumnSampler; parity
 * reference §5.2, §5.6). Nothing is drawn where a ratio is 1.
 */
export class ColumnSampler {
  readonly #rng: MersenneTwister;
  readonly #parameters: TreeParameters;
  readonly #tree: Uint32Array;
  readonly #levels = new Map<number, Uint32Array>();

  /** Draws the set of one tree. */
  constructor(rng: MersenneTwister, parameters: TreeParameters, cols: number) {
    this.#rng = rng;
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
    const items = from.slice();
    shuffle(items, new MersenneTwister(this.#rng.uint32()));
    return items.slice(0, count).sort();
  }
}
