import type { GradientPairs } from "../objective.js";
import type { MersenneTwister } from "../random/mersenne-twister.js";
import type { Tree } from "../tree.js";

/** A new tree, and which of its leaves every training row fell into. */
export interface Grown {
  readonly tree: Tree;
  /** Adds the value of its leaf to every row's margin of one output. */
  addLeaves(margins: Float32Array, place: { readonly group: number; readonly groups: number }): void;
}

/** Grows trees on one matrix. */
export interface TreeGrower {
  /** Grows one tree on the pairs of one output; `eta` is the learning rate divided by the parallel trees. */
  grow(pairs: GradientPairs, eta: number, rng: MersenneTwister): Grown;
}
