import type { TreeParameters } from "./tree-parameters.js";

const f = Math.fround;
const FLT_MAX = 3.4028234663852886e38;

/** xgboost's kRtEps. */
export const RT_EPS = f(1e-6);

/** Two sides of a split; all sums are doubles. */
export interface Sides {
  readonly leftG: number;
  readonly leftH: number;
  readonly rightG: number;
  readonly rightH: number;
}

/**
 * Leaf weights and gains. Sums are doubles, weights and gains float32; `w * w` is rounded
 * to float32 inside the gain and everything around it is not. Monotone bounds are those of the node that is split.
 */
export class Evaluator {
  readonly lambda: number;
  readonly alpha: number;
  readonly maxDeltaStep: number;
  readonly minChildWeight: number;
  readonly monotone: Int8Array;
  readonly #lower: number[] = [-FLT_MAX];
  readonly #upper: number[] = [FLT_MAX];
  /** Whether weight and gain are the short formulas without alpha, max_delta_step and bounds. */
  readonly isPlain: boolean;

  constructor(parameters: TreeParameters) {
    this.lambda = parameters.lambda;
    this.alpha = parameters.alpha;
    this.maxDeltaStep = parameters.maxDeltaStep;
    this.minChildWeight = parameters.minChildWeight;
    this.monotone = parameters.monotone;
    this.isPlain = this.alpha === 0 && this.maxDeltaStep === 0 && this.monotone.length === 0;
  }

  /** Unscaled leaf weight of sums, within the bounds of a node. */
  weight(node: number, g: number, h: number): number {
    // A gradient that is NaN counts as 0 (ThresholdL1).
    if (this.isPlain) return h <= 0 ? 0 : f((Number.isNaN(g) ? -0 : -g) / (h + this.lambda));
    const w = this.freeWeight(g, h);
    if (this.monotone.length === 0 || node < 0) return w;
    const [lower, upper] = [this.#lower[node]!, this.#upper[node]!];
    if (w < lower) return lower;
    return Math.min(w, upper);
  }

  /** Leaf weight without bounds. */
  freeWeight(g: number, h: number): number {
    if (h <= 0) return 0;
    const { alpha, maxDeltaStep } = this;
    const shrunk = g > alpha ? g - alpha : g < -alpha ? g + alpha : 0;
    let w = -shrunk / (h + this.lambda);
    if (maxDeltaStep !== 0 && Math.abs(w) > maxDeltaStep) w = w < 0 ? -maxDeltaStep : maxDeltaStep;
    return f(w);
  }

  /** Gain of sums for a given weight. */
  gainOf(g: number, h: number, w: number): number {
    if (h <= 0) return 0;
    if (this.isPlain) return f(-(2 * g * w + (h + this.lambda) * f(w * w)));
    return f(-(2 * g * w + (h + this.lambda) * f(w * w) + 2 * this.alpha * Math.abs(w)));
  }

  /** Gain of a node that is not split (root_gain). */
  gain(node: number, g: number, h: number): number {
    return this.gainOf(g, h, this.weight(node, g, h));
  }

  /** Gain of both sides together; -Infinity where a side is too light or the split breaks a monotone constraint. */
  split(node: number, feature: number, { leftG, leftH, rightG, rightH }: Sides): number {
    const least = this.minChildWeight;
    if (!(leftH > 0 && rightH > 0 && leftH >= least && rightH >= least)) return Number.NEGATIVE_INFINITY;
    const left = this.weight(node, leftG, leftH);
    const right = this.weight(node, rightG, rightH);
    const direction = this.monotone.length === 0 ? 0 : this.monotone[feature]!;
    if ((direction > 0 && left > right) || (direction < 0 && left < right)) return Number.NEGATIVE_INFINITY;
    return f(this.gainOf(leftG, leftH, left) + this.gainOf(rightG, rightH, right));
  }

  /**
   * Whether a node is too light for any split: two sides of at least min_child_weight do not fit into less than twice of
   * it. The slack is for rounding.
   */
  isTooLight(hessian: number): boolean {
    return hessian < 2 * this.minChildWeight * (1 - 1e-9);
  }

  /** Hands the bounds of a split node to its children. */
  bind(node: number, feature: number, children: Children): void {
    if (this.monotone.length === 0) return;
    const { left, right, leftWeight, rightWeight } = children;
    for (const child of [left, right]) {
      this.#lower[child] = this.#lower[node]!;
      this.#upper[child] = this.#upper[node]!;
    }
    const direction = this.monotone[feature]!;
    const middle = f(f(leftWeight + rightWeight) / 2);
    if (direction < 0) {
      this.#lower[left] = middle;
      this.#upper[right] = middle;
    } else if (direction > 0) {
      this.#upper[left] = middle;
      this.#lower[right] = middle;
    }
  }
}

/** The children of a split and their unscaled weights. */
export interface Children {
  readonly left: number;
  readonly right: number;
  readonly leftWeight: number;
  readonly rightWeight: number;
}
