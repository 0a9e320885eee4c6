import { failure } from "../../errors/index.js";
import { MersenneTwister } from "./mersenne-twister.js";

/**
 * numpy's legacy generator: the same seed gives the same numbers as `numpy.random.RandomState(seed)`.
 * A seed is a whole number from 0 to 2^32 - 1, else `XGB_SEED_REFUSED`; without one, each object is seeded anew.
 */
export class RandomState {
  readonly #engine: MersenneTwister;

  constructor(seed?: number | null) {
    if (seed === undefined || seed === null) {
      this.#engine = new MersenneTwister(Math.floor(Math.random() * 2 ** 32));
      return;
    }
    if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) throw failure("XGB_SEED_REFUSED", { seed });
    this.#engine = new MersenneTwister(seed);
  }

  /** Raw 32-bit draws. */
  uint32(count: number): Uint32Array {
    return Uint32Array.from({ length: count }, () => this.#engine.uint32());
  }

  /** Doubles in [0, 1) of 53 bits, two raw draws each. */
  randomSample(count: number): Float64Array {
    return Float64Array.from({ length: count }, () => {
      const high = this.#engine.uint32() >>> 5;
      const low = this.#engine.uint32() >>> 6;
      return (high * 67108864 + low) / 9007199254740992;
    });
  }

  /** The numbers 0 to n - 1 in random order. */
  permutation(n: number): Int32Array {
    const order = Int32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.#interval(i);
      const other = order[j]!;
      order[j] = order[i]!;
      order[i] = other;
    }
    return order;
  }

  /** A whole number from 0 to `max`, by masked rejection. */
  #interval(max: number): number {
    const mask = 0xffffffff >>> Math.clz32(max);
    let draw = (this.#engine.uint32() & mask) >>> 0;
    while (draw > max) draw = (this.#engine.uint32() & mask) >>> 0;
    return draw;
  }
}
