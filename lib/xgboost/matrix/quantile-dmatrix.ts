import { failure } from "../../errors/index.js";
import { DMatrix } from "./dmatrix.js";
import type { MatrixData } from "./feature-values.js";
import type { MatrixOptions } from "./matrix-info.js";

/** Options of a {@link QuantileDMatrix}. */
export interface QuantileOptions extends MatrixOptions {
  /** Bins a feature, 256 unless given. */
  readonly maxBin?: number;
  /** The training matrix, whose cuts are taken over. */
  readonly ref?: DMatrix;
}

/**
 * A matrix that is binned at once and keeps only the bins: for training with `hist`, in less memory. Evaluation data
 * refers to the training matrix by `ref`. Throws what {@link DMatrix} throws, and `XGB_BINS_DIFFER`.
 */
export class QuantileDMatrix extends DMatrix {
  constructor(data: MatrixData, { maxBin = 256, ref, ...options }: QuantileOptions = {}) {
    super(data, options);
    if (!Number.isInteger(maxBin) || maxBin < 2)
      throw failure("XGB_PARAMETER_REFUSED", {
        parameter: "maxBin",
        value: maxBin,
        expected: "a whole number of at least 2",
      });
    if (ref === undefined) {
      this.keepBins(maxBin);
      return;
    }
    if (ref.cols !== this.cols)
      throw failure("XGB_DATA_SHAPE", {
        what: "columns, as the matrix it refers to has them",
        expected: ref.cols,
        got: this.cols,
      });
    this.keepBins(maxBin, ref);
  }
}
