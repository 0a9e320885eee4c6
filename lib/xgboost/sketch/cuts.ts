import { rankAfter, rankBefore, type Summary } from "./summary.js";

const f = Math.fround;

/** Upper bounds of the bins of every feature: feature `j` owns `values[starts[j]]` up to before `starts[j + 1]`. */
export interface Cuts {
  readonly maxBin: number;
  readonly starts: Uint32Array;
  readonly values: Float32Array;
  /** 1 for features whose bins are categories. */
  readonly categorical: Uint8Array;
}

/**
 * Bin bounds of one feature from its summary (QueryCutValues): every distinct value but the
 * smallest where they are few, else values at even ranks; then a sentinel above the largest.
 */
export function queryCuts(summary: Summary, maxBin: number): number[] {
  const { size, value } = summary;
  if (size === 0) return [f(1e-5)];
  const cuts = size <= maxBin ? Array.from(value.subarray(1)) : atEvenRanks(summary, maxBin);
  const last = value[size - 1]!;
  cuts.push(f(last + f(Math.abs(last) + f(1e-5))));
  return cuts;
}

function atEvenRanks(summary: Summary, maxBin: number): number[] {
  const { size, value, minRank, maxRank } = summary;
  const total = maxRank[size - 1]!;
  const cuts: number[] = [];
  let last = value[0]!;
  let q = 0;
  // First place whose value is above the last cut; moves only upwards.
  let above = 0;
  for (let i = 1; i < maxBin; i++) {
    const rank2 = 2 * ((i * total) / maxBin);
    while (q < size - 2 && rank2 >= f(minRank[q + 1]! + maxRank[q + 1]!)) q++;
    let candidate = rank2 < f(rankAfter(summary, q) + rankBefore(summary, q + 1)) ? value[q]! : value[q + 1]!;
    if (candidate <= last) {
      while (above < size && value[above]! <= last) above++;
      if (above === size) break;
      candidate = value[above]!;
    }
    cuts.push(candidate);
    last = candidate;
  }
  return cuts;
}
