import type { Binning } from "./bin-values.js";
import type { DenseHistogram } from "./build-histogram.js";
import type { DensePartition } from "./partition-rows.js";
import type { BinScan } from "./scan-bins.js";

/** Hands out memory that kernels can reach, and takes it back. What is handed out is not cleared. */
export interface Store {
  bytes(length: number): Uint8Array;
  shorts(length: number): Uint16Array;
  words(length: number): Uint32Array;
  floats(length: number): Float32Array;
  doubles(length: number): Float64Array;
  /** The array may be handed out again, as another. */
  release(array: Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array): void;
}

/** The inner loops of training on dense bins. Every array of a job but values and cuts comes from `store`. */
export interface Kernels {
  readonly store: Store;
  binValues(job: Binning): void;
  buildHistogram(job: DenseHistogram): void;
  subtractHistogram(parent: Float64Array, child: Float64Array): void;
  partitionRows(job: DensePartition): number;
  scanBins(job: BinScan): void;
}
