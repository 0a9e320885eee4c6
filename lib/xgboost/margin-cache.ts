import { addTrees, startMargins } from "./margins.js";
import type { DMatrix } from "./matrix/dmatrix.js";
import type { Model } from "./model.js";
import type { Objective } from "./objective.js";

interface Cached {
  readonly margins: Float32Array;
  /** Trees that are in the margins. */
  trees: number;
}

/** Margins of the matrices of a training, brought up to date tree by tree instead of anew. */
export class MarginCache {
  readonly #model: Model;
  readonly #objective: Objective;
  readonly #place: (margins: Float32Array, matrix: DMatrix) => Float32Array;
  readonly #byMatrix = new Map<DMatrix, Cached>();

  /** `place` may move the first margins of a matrix to where kernels reach them. */
  constructor(
    model: Model,
    objective: Objective,
    place: (margins: Float32Array, matrix: DMatrix) => Float32Array = (margins) => margins,
  ) {
    this.#model = model;
    this.#objective = objective;
    this.#place = place;
  }

  /** Margins with all trees of the model. The array belongs to the cache. */
  margins(matrix: DMatrix): Float32Array {
    // DART changes the weights of old trees, so that nothing can be kept.
    if (this.#model.weightDrop !== undefined) this.#byMatrix.delete(matrix);
    const cached = this.#of(matrix);
    const to = this.#model.trees.length;
    if (cached.trees < to)
      addTrees(this.#model, matrix, { range: { from: cached.trees, to }, margins: cached.margins });
    cached.trees = to;
    return cached.margins;
  }

  /** Notes that someone added the newest trees to the margins already. */
  skip(matrix: DMatrix): void {
    this.#of(matrix).trees = this.#model.trees.length;
  }

  /** Forgets all margins, after trees have changed. */
  clear(): void {
    this.#byMatrix.clear();
  }

  #of(matrix: DMatrix): Cached {
    let cached = this.#byMatrix.get(matrix);
    if (cached === undefined) {
      cached = { margins: this.#place(startMargins(this.#model, this.#objective, matrix), matrix), trees: 0 };
      this.#byMatrix.set(matrix, cached);
    }
    return cached;
  }
}
