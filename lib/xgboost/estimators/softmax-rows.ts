import { pairwiseSum } from "../pairwise-sum.js";
import { numpyExp } from "./numpy-exp.js";

const f = Math.fround;

/** Softmax of every row, as scipy takes it of float32 margins. */
export function softmaxRows(margins: Float32Array, width: number): Float32Array {
  const out = new Float32Array(margins.length);
  for (let from = 0; from < margins.length; from += width) {
    const row = margins.subarray(from, from + width);
    const highest = row.reduce((a, b) => Math.max(a, b));
    const powers = row.map((margin) => numpyExp(f(margin - highest)));
    const total = pairwiseSum(powers, f);
    for (let k = 0; k < width; k++) out[from + k] = powers[k]! / total;
  }
  return out;
}
