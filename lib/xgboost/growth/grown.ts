import type { Kernels } from "../kernels/kernels.js";
import type { GradientPairs } from "../objective.js";
import type { MersenneTwister } from "../random/mersenne-twister.js";
import type { Tree } from "../tree.js";
import type { TreeParameters } from "./tree-parameters.js";

/** A new tree, and which of its leaves every training row fell into. */
export interface Grown {
  readonly tree: Tree;
  /** Adds the value of its leaf to every row's margin of one output. */
  addLeaves(margins: Float32Array, place: { readonly group: number; readonly groups: number }): void;
}

/** The trees of one output in one round. */
export interface GrowthJob {
  /** Pairs of one output. */
  readonly pairs: GradientPairs;
  /** The learning rate divided by the number of parallel trees. */
  readonly eta: number;
  readonly rng: MersenneTwister;
  /** Number of parallel trees. */
  readonly count: number;
  /** Takes each tree; what it was given is only good until the next one. */
  readonly take: (grown: Grown) => void;
}

/** Grows trees on one matrix. */
export interface TreeGrower {
  grow(job: GrowthJob): void;
  /** Takes other parameters from the next tree on; bins stay. */
  configure(parameters: TreeParameters): void;
  /** What it grows them with, where that is known before the first tree. */
  readonly kernels?: Kernels;
  /** Gives memory back that a matrix lent; nothing can be grown any more. */
  close?(): void;
}
