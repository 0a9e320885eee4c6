const length = 624;

/**
 * The 32-bit Mersenne Twister MT19937, seeded as C++'s `std::mt19937` and numpy's `RandomState(seed)` do. Seeds are taken
 * modulo 2^32.
 */
export class MersenneTwister {
  readonly #state = new Uint32Array(length);
  #next = length;

  constructor(seed: number) {
    const state = this.#state;
    state[0] = seed;
    for (let i = 1; i < length; i++) {
      const previous = state[i - 1]!;
      state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
    }
  }

  /** The next draw: a whole number from 0 to 2^32 - 1. */
  uint32(): number {
    if (this.#next === length) this.#advance();
    let y = this.#state[this.#next++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** A generator that goes on from the same place. */
  copy(): MersenneTwister {
    const copy = new MersenneTwister(0);
    copy.take(this);
    return copy;
  }

  /** Goes on from where another generator is. */
  take(other: MersenneTwister): void {
    this.#state.set(other.#state);
    this.#next = other.#next;
  }

  #advance(): void {
    const state = this.#state;
    for (let i = 0; i < length; i++) {
      const y = (state[i]! & 0x80000000) | (state[(i + 1) % length]! & 0x7fffffff);
      state[i] = state[(i + 397) % length]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#next = 0;
  }
}

/** A stream from a seed, which counts modulo 2^32. */
export function seeded(seed: bigint): MersenneTwister {
  return new MersenneTwister(Number(BigInt.asUintN(32, seed)));
}
