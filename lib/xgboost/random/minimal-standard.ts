const modulus = 2147483647;

/** C++'s `std::minstd_rand`: the multiplier 48271 modulo 2^31 - 1. */
export class MinimalStandard {
  #state: number;

  constructor(seed: number) {
    this.#state = seed % modulus || 1;
  }

  /** A whole number below `count`, as libstdc++'s uniform_int_distribution draws it: by division, with rejection. */
  below(count: number): number {
    const share = Math.floor((modulus - 2) / count);
    let draw = this.#next() - 1;
    while (draw >= share * count) draw = this.#next() - 1;
    return Math.floor(draw / share);
  }

  #next(): number {
    this.#state = (this.#state * 48271) % modulus;
    return this.#state;
  }
}
