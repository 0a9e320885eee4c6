import { prefersWasm } from "../kernels/choose-kernels.js";
import { wasmSigmoids } from "../kernels/wasm-gradients.js";
import { expf, logf } from "../libm/index.js";

const f = Math.fround;
const epsilon = f(1e-6);
const highest = f(88.7);

/** How margins become predictions, and a base score a margin. */
export interface Link {
  /** Changes the margins in place. */
  transform(margins: Float32Array): Float32Array;
  toMargin(baseScore: number): number;
  /** Which base scores it takes. */
  accepts(baseScore: number): boolean;
  readonly expected: string;
}

/** Logistic function in float32; kept from overflow at -88.7. */
export function sigmoid(x: number): number {
  return f(1 / f(expf(Math.min(-x, highest)) + 1));
}

/** Margins are the predictions. */
export const identity: Link = {
  transform: (margins) => margins,
  toMargin: (baseScore) => baseScore,
  accepts: () => true,
  expected: "a number",
};

/** Predictions are probabilities; margins their log odds. */
export const logistic: Link = {
  transform(margins) {
    if (prefersWasm(4 * margins.length) && wasmSigmoids(margins)) return margins;
    for (let i = 0; i < margins.length; i++) margins[i] = sigmoid(margins[i]!);
    return margins;
  },
  // A base score of 0 or 1, from labels that are all equal, stays finite.
  toMargin: (baseScore) => f(-logf(f(f(1 / Math.min(Math.max(baseScore, epsilon), f(1 - epsilon))) - 1))),
  accepts: (baseScore) => baseScore >= 0 && baseScore <= 1,
  expected: "a probability from 0 to 1",
};

/** Predictions are exponentials of margins; the base score is not checked. */
export const logarithmic: Link = {
  transform(margins) {
    for (let i = 0; i < margins.length; i++) margins[i] = expf(margins[i]!);
    return margins;
  },
  toMargin: logf,
  accepts: () => true,
  expected: "a number",
};

/** {@link logarithmic} for objectives that refuse a base score of 0 or below. */
export const positiveLogarithmic: Link = {
  ...logarithmic,
  accepts: (baseScore) => baseScore > 0,
  expected: "a number above 0",
};
