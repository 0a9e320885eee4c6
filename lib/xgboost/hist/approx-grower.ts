import type { GrowthJob, TreeGrower } from "../growth/grown.js";
import { limitsOf } from "../growth/interaction.js";
import type { TreeParameters } from "../growth/tree-parameters.js";
import { typescriptKernels } from "../kernels/typescript-kernels.js";
import { type Binned, bin } from "../matrix/binned.js";
import type { DMatrix } from "../matrix/dmatrix.js";
import { makeCuts } from "../matrix/make-cuts.js";
import { ColumnSampler } from "../sampling/column-sampler.js";
import { sampledPairs } from "../sampling/row-sampler.js";
import { type HistParameters, Workshop } from "./hist-grower.js";

/**
 * Grows trees like hist, on bins that are made anew for every tree from the hessians of its rows (`grow_histmaker`).
 * Where hessians are constant the bins of the first tree serve all. Parallel trees share rows and columns that are drawn,
 * and their interaction limits.
 */
export class ApproxGrower implements TreeGrower {
  readonly #matrix: DMatrix;
  #parameters: HistParameters;
  readonly #hasConstantHessian: boolean;
  #workshop: Workshop | undefined;

  constructor(matrix: DMatrix, parameters: HistParameters, hasConstantHessian: boolean) {
    this.#matrix = matrix;
    this.#parameters = parameters;
    this.#hasConstantHessian = hasConstantHessian;
  }

  grow({ pairs, eta, rng, count, take }: GrowthJob): void {
    const parameters = this.#parameters;
    const { cols, featureWeights: weights } = this.#matrix;
    // Columns of the tree are drawn before rows here, unlike in hist.
    const sampler = new ColumnSampler(rng, parameters, { cols, weights });
    const sampled = sampledPairs(pairs, parameters, rng);
    const kept = this.#hasConstantHessian ? this.#matrix.approxBins(parameters.maxBin) : undefined;
    const binned = kept ?? this.#bin(sampled);
    if (this.#workshop?.binned !== binned) {
      this.#workshop?.close();
      this.#workshop = new Workshop(binned, this.#parameters.threads);
    }
    const limits = limitsOf(parameters, cols);
    for (let k = 0; k < count; k++) {
      limits?.nextTree();
      take(this.#workshop.grow({ parameters, sampler, pairs: sampled, eta, rootFrom: "rows", limits }));
    }
  }

  configure(parameters: TreeParameters): void {
    this.#parameters = { ...this.#parameters, ...parameters };
  }

  close(): void {
    this.#workshop?.close();
  }

  #bin(pairs: Float32Array): Binned {
    const matrix = this.#matrix;
    const values = matrix.values();
    const hessians = Float32Array.from({ length: matrix.rows }, (_, row) => pairs[2 * row + 1]!);
    const cuts = makeCuts(values, {
      info: matrix.info,
      maxBin: this.#parameters.maxBin,
      categorical: matrix.categorical,
      hessians: { values: hessians, how: this.#hasConstantHessian ? "by row" : "sorted" },
    });
    // Bins of one tree: a memory for each would be many.
    const binned = bin(values, cuts, typescriptKernels);
    matrix.keepApproxBins(binned);
    return binned;
  }
}
