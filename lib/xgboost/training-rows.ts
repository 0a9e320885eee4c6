import type { DataInfo } from "./data-info.js";
import type { Kernels } from "./kernels/kernels.js";
import type { DMatrix } from "./matrix/dmatrix.js";
import type { GradientPairs } from "./objective.js";

/** What a training keeps of every row, in the memory of the kernels where they have one. */
export class TrainingRows {
  readonly kernels: Kernels | undefined;
  readonly info: DataInfo;
  readonly pairs: GradientPairs;
  readonly #taken: Float32Array[] = [];

  constructor({ info }: DMatrix, outputs: number, kernels: Kernels | undefined) {
    this.kernels = kernels;
    this.pairs = this.#take(2 * info.rows * outputs);
    this.info =
      kernels?.gradients === undefined
        ? info
        : { ...info, labels: this.place(info.labels), weights: this.place(info.weights) };
  }

  /** A copy where the kernels reach it; the array itself where there is no such place. */
  place(array: Float32Array): Float32Array {
    if (this.kernels === undefined || array.length === 0) return array;
    const placed = this.#take(array.length);
    placed.set(array);
    return placed;
  }

  #take(length: number): Float32Array {
    if (this.kernels === undefined) return new Float32Array(length);
    const array = this.kernels.store.floats(length);
    this.#taken.push(array);
    return array;
  }

  /** Gives the memory back. */
  close(): void {
    for (const array of this.#taken.splice(0)) this.kernels?.store.release(array);
  }
}
