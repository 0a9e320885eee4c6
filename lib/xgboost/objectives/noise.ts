import { erf, exp } from "../libm/index.js";

/** Density, its integral and its two derivatives of a noise term with scale 1, in double. */
export interface Noise {
  pdf(z: number): number;
  cdf(z: number): number;
  gradient(z: number): number;
  hessian(z: number): number;
  /** What gradients and hessians tend to where the densities vanish, by the kind of censoring. */
  readonly limits: Limits;
}

/** How a row's time is known. */
export type Censoring = "exact" | "right" | "left" | "interval";

interface Limits {
  gradient(censoring: Censoring, positive: boolean, sigma: number): number;
  hessian(censoring: Censoring, positive: boolean, sigma: number): number;
}

/** Bounds that gradients and hessians are clipped to. */
export const bounds = { gradient: 15, minHessian: 1e-16, maxHessian: 15 };

const rootOfTwoPi = Math.sqrt(2 * Math.PI);

const normal: Noise = {
  pdf: (z) => exp((-z * z) / 2) / rootOfTwoPi,
  cdf: (z) => 0.5 * (1 + erf(z / Math.SQRT2)),
  gradient: (z) => -z * normal.pdf(z),
  hessian: (z) => (z * z - 1) * normal.pdf(z),
  limits: {
    gradient: (censoring, positive) =>
      bySide(censoring, positive, { falling: -bounds.gradient, rising: bounds.gradient }),
    hessian(censoring, positive, sigma) {
      const flat = (censoring === "right" && !positive) || (censoring === "left" && positive);
      return flat ? bounds.minHessian : 1 / (sigma * sigma);
    },
  },
};

const logistic: Noise = {
  pdf(z) {
    const w = exp(z);
    return Number.isFinite(w * w) ? w / ((1 + w) * (1 + w)) : 0;
  },
  cdf(z) {
    const w = exp(z);
    return w === Number.POSITIVE_INFINITY ? 1 : w / (1 + w);
  },
  gradient(z) {
    const w = exp(z);
    return w === Number.POSITIVE_INFINITY ? 0 : (logistic.pdf(z) * (1 - w)) / (1 + w);
  },
  hessian(z) {
    const w = exp(z);
    return Number.isFinite(w * w) ? (logistic.pdf(z) * (w * w - 4 * w + 1)) / ((1 + w) * (1 + w)) : 0;
  },
  limits: {
    gradient: (censoring, positive, sigma) => bySide(censoring, positive, { falling: -1 / sigma, rising: 1 / sigma }),
    hessian: () => bounds.minHessian,
  },
};

const extreme: Noise = {
  pdf(z) {
    const w = exp(z);
    return w === Number.POSITIVE_INFINITY ? 0 : w * exp(-w);
  },
  cdf: (z) => 1 - exp(-exp(z)),
  gradient(z) {
    const w = exp(z);
    return w === Number.POSITIVE_INFINITY ? 0 : (1 - w) * extreme.pdf(z);
  },
  hessian(z) {
    const w = exp(z);
    return Number.isFinite(w * w) ? (w * w - 3 * w + 1) * extreme.pdf(z) : 0;
  },
  limits: {
    gradient: (censoring, positive, sigma) =>
      bySide(censoring, positive, { falling: -bounds.gradient, rising: 1 / sigma }),
    hessian: (censoring, positive) => (positive && censoring !== "left" ? bounds.maxHessian : bounds.minHessian),
  },
};

/** Noise by the name of `aft_loss_distribution`. */
export const noises = { normal, logistic, extreme };

function bySide(
  censoring: Censoring,
  positive: boolean,
  { falling, rising }: { falling: number; rising: number },
): number {
  if (positive) return censoring === "left" ? 0 : falling;
  return censoring === "right" ? 0 : rising;
}
