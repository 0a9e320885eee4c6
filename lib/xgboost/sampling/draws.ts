import type { MersenneTwister } from "../random/mersenne-twister.js";

/** `std::generate_canonical` for a double: two draws, below 1. */
export function canonical(rng: MersenneTwister): number {
  const low = rng.uint32();
  return Math.min((low + rng.uint32() * 2 ** 32) / 2 ** 64, 1 - 2 ** -53);
}

/** `std::uniform_int_distribution` of gcc 10 over [0, range): by division, with rejection. */
export function below(range: number, rng: MersenneTwister): number {
  const scale = Math.floor(0xffffffff / range);
  const past = range * scale;
  while (true) {
    const draw = rng.uint32();
    if (draw < past) return Math.floor(draw / scale);
  }
}

/** `std::discrete_distribution`: an index, drawn with its weight. */
export function weightedIndex(weights: readonly number[], rng: MersenneTwister): number {
  if (weights.length < 2) return 0;
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const u = canonical(rng);
  let reached = 0;
  for (let k = 0; k < weights.length - 1; k++) {
    reached += weights[k]! / sum;
    if (reached >= u) return k;
  }
  return weights.length - 1;
}
