import { roots } from "../libm/expf.js";
import type { GradientRows, KernelLoss } from "./kernels.js";
import { workspace } from "./workspace.js";

/** Rows that are taken into the memory at a time. */
const BLOCK = 4096;

/** Works out pairs as the loss's own `pair` does; false where there is no memory to do so. */
export function wasmGradients(loss: KernelLoss, { margins, labels, weights, positive, out }: GradientRows): boolean {
  const arena = workspace();
  if (arena === undefined) return false;
  const { logistic, squared } = arena.exports;
  const [margin, label, weight, pairs] = [1, 1, 1, 2].map((width) => arena.floats(width * BLOCK)) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const table = arena.doubles(roots.length);
  table.set(roots);
  const isWeighted = weights.length > 0;
  const at = [margin.byteOffset, label.byteOffset, isWeighted ? weight.byteOffset : 0] as const;
  for (let from = 0; from < labels.length; from += BLOCK) {
    const to = Math.min(labels.length, from + BLOCK);
    margin.set(margins.subarray(from, to));
    label.set(labels.subarray(from, to));
    if (isWeighted) weight.set(weights.subarray(from, to));
    if (loss === "logistic") logistic(...at, to - from, positive, table.byteOffset, pairs.byteOffset);
    else squared(...at, to - from, positive, pairs.byteOffset);
    out.set(pairs.subarray(0, 2 * (to - from)), 2 * from);
  }
  for (const array of [margin, label, weight, pairs, table]) arena.release(array);
  return true;
}

/** The sigmoid of every margin, in place; false where there is no memory to do so. */
export function wasmSigmoids(margins: Float32Array): boolean {
  const arena = workspace();
  if (arena === undefined) return false;
  const block = arena.floats(BLOCK);
  const table = arena.doubles(roots.length);
  table.set(roots);
  for (let from = 0; from < margins.length; from += BLOCK) {
    const part = margins.subarray(from, from + BLOCK);
    block.set(part);
    arena.exports.sigmoids(block.byteOffset, part.length, table.byteOffset);
    part.set(block.subarray(0, part.length));
  }
  arena.release(block);
  arena.release(table);
  return true;
}
