import type { Tree } from "./tree.js";

// x86 hands the sign of a NaN on: where a model to go on from has NaN leaves that JSON took the sign of, so do margins,
// gradients and the leaves that come of them. What arithmetic makes anew is negative.

/** Whether some leaf is the NaN without sign that a model has once it was read from JSON. */
export function hasPlainNan(trees: readonly Tree[]): boolean {
  return trees.some(({ threshold }) => wordsOf(threshold).some((word) => word > 0x7f800000 && word < 0x80000000));
}

/** Takes the sign from every NaN of a tree. */
export function makeNansPlain({ threshold, baseWeight, sumHessian, lossChange }: Tree): void {
  for (const floats of [threshold, baseWeight, sumHessian, lossChange]) {
    const words = wordsOf(floats);
    for (let at = 0; at < words.length; at++) if (words[at]! > 0xff800000) words[at]! -= 0x80000000;
  }
}

function wordsOf({ buffer, byteOffset, length }: Float32Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, length);
}
