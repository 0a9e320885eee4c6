import type { MersenneTwister } from "../random/mersenne-twister.js";
import { below } from "./draws.js";

/**
 * `std::shuffle` of the xgboost wheel's libstdc++ (gcc 10): two swaps from one draw where both indices fit 32 bits, and
 * uniform integers by division with rejection. Shuffles in place.
 */
export function shuffle(items: Uint32Array, rng: MersenneTwister): void {
  const count = items.length;
  if (count < 2) return;
  let i = 1;
  if (Math.floor(0xffffffff / count) < count) {
    for (; i < count; i++) swap(items, i, below(i + 1, rng));
    return;
  }
  if (count % 2 === 0) swap(items, i++, below(2, rng));
  for (; i < count; i += 2) {
    const range = i + 1;
    const draw = below(range * (range + 1), rng);
    swap(items, i, Math.floor(draw / (range + 1)));
    swap(items, i + 1, draw % (range + 1));
  }
}

function swap(items: Uint32Array, a: number, b: number): void {
  const held = items[a]!;
  items[a] = items[b]!;
  items[b] = held;
}
