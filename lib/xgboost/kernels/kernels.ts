import type { LeafSums } from "./add-leaves.js";
import type { BinColumn, Binning } from "./bin-values.js";
import type { DensePartition } from "./partition-rows.js";

/** Hands out memory that kernels can reach, and takes it back. What is handed out is not cleared. */
export interface Store {
  bytes(length: number): Uint8Array;
  shorts(length: number): Uint16Array;
  words(length: number): Uint32Array;
  floats(length: number): Float32Array;
  doubles(length: number): Float64Array;
  /** Whether the kernels of this store can read the array where it lies. */
  holds(array: ArrayBufferView): boolean;
  /** The array may be handed out again, as another. */
  release(array: Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array): void;
}

/** How the histograms of a training are searched. */
export interface SearchRules {
  readonly cols: number;
  /** First slot of every feature and, last, the number of slots. */
  readonly slots: Uint32Array;
  /** Slots of a feature that are not searched: 1 where the last one is for missing values, else 0. */
  readonly gap: 0 | 1;
  readonly lambda: number;
  readonly minChildWeight: number;
}

/** What the nodes of a tree are built from. */
export interface NodeSource extends SearchRules {
  readonly bins: BinColumn;
  readonly pairs: Float32Array;
  readonly rowIndex: Uint32Array;
}

/** The histogram of a node, what is looked for in it, and what was found. The parts lie one after the other. */
export interface NodeHistogram {
  /** `[gradient, hessian]` pairs, one a slot. */
  readonly sums: Float64Array;
  /** Sums of the node and its gain unsplit, see `SEARCH`, and then six places for every feature, see `BEST`. */
  readonly search: Float64Array;
  /** 1 for the features that are searched. */
  readonly wanted: Uint8Array;
}

/** A node that is built from its rows, and its sibling, which is what is left of their parent. */
export interface NodeBuild {
  /** `rowIndex[from]` up to before `rowIndex[to]` are the rows, ascending, and added in that order. */
  readonly from: number;
  readonly to: number;
  readonly built: NodeHistogram;
  /** Holds the parent and will hold the sibling; undefined at the root. */
  readonly rest: NodeHistogram | undefined;
  /** Which of the two are searched. */
  readonly searchesBuilt: boolean;
  readonly searchesRest: boolean;
}

/** The inner loops of training. Every array of a job but values and cuts comes from `store`. */
export interface Kernels {
  readonly store: Store;
  binValues(job: Binning): void;
  buildNodes(source: NodeSource, nodes: readonly NodeBuild[]): void;
  searchNodes(rules: SearchRules, nodes: readonly NodeHistogram[]): void;
  /** The number of left rows of every job; jobs are of different rows of one index. */
  partitionRows(jobs: readonly DensePartition[]): readonly number[];
  addLeaves(job: LeafSums): void;
  /** Works out pairs where all arrays lie in the store; false where they do not, or nothing here does it. */
  gradients?(loss: KernelLoss, rows: GradientRows): boolean;
}

/** Losses whose gradients WebAssembly works out too. */
export type KernelLoss = "logistic" | "squared";

/** What pairs are worked out from. */
export interface GradientRows {
  readonly margins: Float32Array;
  readonly labels: Float32Array;
  /** Empty means 1 for every row. */
  readonly weights: Float32Array;
  /** Multiplies the weight of rows whose label is 1. */
  readonly positive: number;
  readonly out: Float32Array;
}
