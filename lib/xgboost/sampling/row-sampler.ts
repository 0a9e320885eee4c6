import type { GradientPairs } from "../objective.js";
import type { MersenneTwister } from "../random/mersenne-twister.js";

const f = Math.fround;

/** Whether a ratio leaves out any row of so many. */
export function leavesOut(rows: number, subsample: number): boolean {
  return Math.trunc(f(f(rows) * subsample)) < rows;
}

/**
 * Uniform row sampling of hist (parity reference §5.3): one draw seeds a linear congruential stream modulo 2^63; rows
 * that are left out keep their place with gradient and hessian 0. Writes into `pairs`.
 */
export function sampleRows(pairs: GradientPairs, subsample: number, rng: MersenneTwister): void {
  const rows = pairs.length / 2;
  // The state is held in three limbs of 21 bits, which multiply by 16807 without leaving the exact doubles.
  const seed = Math.max(1, rng.uint32());
  let [a, b, c] = [seed & 0x1fffff, seed >>> 21, 0];
  for (let row = 0; row < rows; row++) {
    a *= 16807;
    const carryA = Math.floor(a / 2 ** 21);
    a -= carryA * 2 ** 21;
    b = b * 16807 + carryA;
    const carryB = Math.floor(b / 2 ** 21);
    b -= carryB * 2 ** 21;
    c = (c * 16807 + carryB) % 2 ** 21;
    if (uniform(a, b, c) >= subsample) {
      pairs[2 * row] = 0;
      pairs[2 * row + 1] = 0;
    }
  }
}

// (state - 1) / 2^63, the state being rounded to a double first, as the conversion of a 64-bit integer is.
function uniform(a: number, b: number, c: number): number {
  const high = c * 2 ** 42;
  const low = b * 2 ** 21 + a - 1;
  return (high + low) / 2 ** 63;
}

/** Whether exact keeps a row: `std::bernoulli_distribution` over two draws (parity reference §5.5). */
export function keepsRow(subsample: number, rng: MersenneTwister): boolean {
  const low = rng.uint32();
  const u = (low + rng.uint32() * 2 ** 32) / 2 ** 64;
  return Math.min(u, 1 - 2 ** -53) < subsample;
}
