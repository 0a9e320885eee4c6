import { RT_EPS } from "../growth/gain.js";
import type { TreeParameters } from "../growth/tree-parameters.js";
import type { GradientPairs } from "../objective.js";
import type { MersenneTwister } from "../random/mersenne-twister.js";
import { canonical } from "./draws.js";

const f = Math.fround;
const FLT_MAX = 3.4028234663852886e38;

/**
 * The pairs with which a tree is grown: those of the round, or a copy in which rows that were not drawn are zeros. They
 * keep their places.
 */
export function sampledPairs(
  pairs: GradientPairs,
  { subsample, gradientBased }: Pick<TreeParameters, "subsample" | "gradientBased">,
  rng: MersenneTwister,
): GradientPairs {
  const rows = pairs.length / 2;
  const kept = Math.trunc(f(f(rows) * subsample));
  if (kept >= rows) return pairs;
  const stream = new LinearStream(rng.uint32());
  const sampled = pairs.slice();
  if (!gradientBased) dropRows(sampled, subsample, stream);
  else if (kept === 0) sampled.fill(0);
  else sampleByGradient(sampled, kept, stream);
  return sampled;
}

function dropRows(pairs: GradientPairs, subsample: number, stream: LinearStream): void {
  for (let at = 0; at < pairs.length; at += 2) {
    if (stream.next() < subsample) continue;
    pairs[at] = 0;
    pairs[at + 1] = 0;
  }
}

/** `sampling_method` gradient_based: rows are kept by the size of their gradients, and scaled. */
function sampleByGradient(pairs: GradientPairs, kept: number, stream: LinearStream): void {
  const sizes = Float32Array.from({ length: pairs.length / 2 }, (_, row) => {
    const [g, h] = [pairs[2 * row]!, pairs[2 * row + 1]!];
    return Math.sqrt(f(f(g * g) + f(f(0.1) * f(h * h))));
  });
  const limit = threshold(sizes, kept);
  const divisor = Math.abs(limit) < RT_EPS ? RT_EPS : limit;
  for (let row = 0; row < sizes.length; row++) {
    const p = f(sizes[row]! / divisor);
    const draw = Math.min(f(stream.next()), 1 - 2 ** -24);
    const isKept = p >= 1 || (p > 0 && draw <= p);
    if (isKept && p >= 1) continue;
    const factor = isKept ? f(1 / p) : 0;
    pairs[2 * row] = isKept ? pairs[2 * row]! * factor : 0;
    pairs[2 * row + 1] = isKept ? pairs[2 * row + 1]! * factor : 0;
  }
}

// The size from which on every row is kept, so that about the wanted number is kept (CalculateThreshold).
function threshold(sizes: Float32Array, kept: number): number {
  const sorted = sizes.slice().sort();
  const sums = new Float32Array(sorted.length);
  let sum = 0;
  for (let i = 0; i < sorted.length; i++) {
    sum = f(sum + sorted[i]!);
    sums[i] = sum;
  }
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const i = low + Math.trunc((high - low) / 2);
    const lower = sorted[i]!;
    const upper = sorted[i + 1] ?? FLT_MAX;
    const share = f(f(kept) - f(sorted.length - i - 1));
    if (share <= 0) {
      low = i + 1;
      continue;
    }
    const candidate = f(sums[i]! / share);
    if (candidate > lower && candidate <= upper) return candidate;
    if (candidate <= lower) high = i - 1;
    else low = i + 1;
  }
  return f(sums.at(-1)! / f(kept));
}

/**
 * The linear congruential stream of hist's row sampling: multiplier 16807, modulus 2^63. The state is held in three
 * limbs of 21 bits, which multiply without leaving the exact doubles.
 */
class LinearStream {
  #low: number;
  #middle: number;
  #high = 0;

  constructor(seed: number) {
    const state = Math.max(1, seed);
    this.#low = state % 2 ** 21;
    this.#middle = Math.floor(state / 2 ** 21);
  }

  /** Uniform in [0, 1]: the state less 1, rounded to a double as a 64-bit integer is, over 2^63. */
  next(): number {
    const low = this.#low * 16807;
    const carry = Math.floor(low / 2 ** 21);
    const middle = this.#middle * 16807 + carry;
    const over = Math.floor(middle / 2 ** 21);
    this.#low = low - carry * 2 ** 21;
    this.#middle = middle - over * 2 ** 21;
    this.#high = (this.#high * 16807 + over) % 2 ** 21;
    return (this.#high * 2 ** 42 + (this.#middle * 2 ** 21 + this.#low - 1)) / 2 ** 63;
  }
}

/** Whether exact keeps a row: `std::bernoulli_distribution`. */
export function keepsRow(subsample: number, rng: MersenneTwister): boolean {
  return canonical(rng) < subsample;
}
