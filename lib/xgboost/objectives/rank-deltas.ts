import { discount, gain } from "../metrics/ranking.js";

/** Change of a metric when two places of a query group swap their rows. */
export type Delta = (high: Placed, low: Placed) => number;

/** A row with its place in the model's order, counted from 0. */
export interface Placed {
  readonly place: number;
  readonly label: number;
}

/** Every pair counts the same. */
export const noDelta: Delta = () => 1;

/** Change of NDCG; `sorted` holds the group's labels from largest to smallest. */
export function ndcgDelta(sorted: Float32Array, exponential: boolean, places: number): Delta {
  let ideal = 0;
  for (let i = 0; i < Math.min(sorted.length, places); i++) ideal += discount(i) * gain(sorted[i]!, exponential);
  const inverse = ideal === 0 ? 0 : 1 / ideal;
  const discounts = Float64Array.from(sorted, (_, i) => discount(i));
  return (high, low) => {
    const [gainHigh, gainLow] = [gain(high.label, exponential), gain(low.label, exponential)];
    const [atHigh, atLow] = [discounts[high.place]!, discounts[low.place]!];
    const original = gainHigh * atHigh + gainLow * atLow;
    const changed = gainLow * atHigh + gainHigh * atLow;
    return (original - changed) * inverse;
  };
}

/** Change of mean average precision; `ranked` holds the group's labels in the model's order. */
export function mapDelta(ranked: Float32Array): Delta {
  const relevant = new Float64Array(ranked.length);
  const shares = new Float64Array(ranked.length);
  for (let k = 0; k < ranked.length; k++) {
    relevant[k] = (relevant[k - 1] ?? 0) + ranked[k]!;
    shares[k] = (shares[k - 1] ?? 0) + ranked[k]! / (k + 1);
  }
  const total = relevant.at(-1)!;
  return (one, other) => {
    const [upper, lower] = one.place > other.place ? [other, one] : [one, other];
    const n = relevant[upper.place]!;
    const m = relevant[lower.place]!;
    const between = shares[lower.place - 1]! - shares[upper.place]!;
    if (upper.label < lower.label) return (m / (lower.place + 1) - (n + 1) / (upper.place + 1) - between) / total;
    return (n / (upper.place + 1) - m / (lower.place + 1) + between) / total;
  };
}
