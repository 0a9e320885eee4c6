const SIZE = 624;

/**
 * The 32-bit Mersenne Twister with Knuth's seeding: C++'s `std::mt19937` and numpy's `RandomState(seed)` alike
 * (parity reference §5.1, §9.1). Seeds are taken modulo 2^32.
 */
export class Mt19937 {
  readonly #key = new Uint32Array(SIZE);
  #at = SIZE;

  constructor(seed: number) {
    this.seed(seed);
  }

  /** Starts the stream anew. */
  seed(seed: number): void {
    const key = this.#key;
    key[0] = seed % 2 ** 32;
    for (let i = 1; i < SIZE; i++) key[i] = Math.imul(1812433253, key[i - 1]! ^ (key[i - 1]! >>> 30)) + i;
    this.#at = SIZE;
  }

  /** The next draw, a whole number below 2^32. */
  next(): number {
    if (this.#at === SIZE) this.#generate();
    let y = this.#key[this.#at++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  #generate(): void {
    const key = this.#key;
    for (let i = 0; i < SIZE; i++) {
      const y = (key[i]! & 0x80000000) | (key[(i + 1) % SIZE]! & 0x7fffffff);
      key[i] = key[(i + 397) % SIZE]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#at = 0;
  }
}
