import { failure } from "../../errors/index.js";
import type { DataInfo } from "../data-info.js";
import type { Cuts } from "../sketch/cuts.js";
import { type Binned, bin } from "./binned.js";
import { type FeatureValues, type MatrixData, type Numbers, readValues, takeRows } from "./feature-values.js";
import { makeCuts } from "./make-cuts.js";
import { type FeatureLabels, type MatrixOptions, readInfo, readLabels, takeInfo } from "./matrix-info.js";
import { representatives } from "./representatives.js";

/** Bounds of the bins: feature `j` owns `values[indptr[j]]` up to before `indptr[j + 1]`, -Infinity first unless it is categorical. */
export interface QuantileCut {
  readonly indptr: Uint32Array;
  readonly values: Float32Array;
}

/** What a matrix is made of, once it is read. @internal */
export interface MatrixParts {
  readonly values: FeatureValues;
  readonly info: DataInfo;
  readonly labels: FeatureLabels;
}

function isParts(data: MatrixData | MatrixParts): data is MatrixParts {
  return typeof data === "object" && data !== null && "info" in data;
}

function readParts(data: MatrixData, options: MatrixOptions): MatrixParts {
  const values = readValues(data, options);
  return { values, info: readInfo(options, values.rows), labels: readLabels(options, values.cols) };
}

/**
 * Features with their labels, as training and prediction read them. Data may be a flat array row by row (with `rows` and
 * `cols`), a list of rows, compressed rows, or columns; NaN and `missing` are missing. Every number is rounded to
 * float32. Throws `XGB_DATA_SHAPE`, `XGB_DATA_INFINITE`, `XGB_WEIGHT_REFUSED` and `XGB_FEATURE_LABEL_REFUSED`.
 */
export class DMatrix {
  readonly rows: number;
  readonly cols: number;
  readonly info: DataInfo;
  readonly #labels: FeatureLabels;
  #values: FeatureValues | undefined;
  #binned: Binned | undefined;
  #isOfApprox = false;
  #ref: DMatrix | undefined;
  #complete: boolean | undefined;

  constructor(data: MatrixData | MatrixParts, options: MatrixOptions = {}) {
    const parts = isParts(data) ? data : readParts(data, options);
    this.rows = parts.values.rows;
    this.cols = parts.values.cols;
    this.info = parts.info;
    this.#labels = parts.labels;
    this.#values = parts.values;
  }

  /** Empty when the columns have no names. */
  get featureNames(): readonly string[] {
    return this.#labels.names;
  }

  /** Empty when the kinds of the columns are not stated. */
  get featureTypes(): readonly string[] {
    return this.#labels.types;
  }

  /** Weights of columns that are drawn; empty when all are equal. */
  get featureWeights(): Float32Array {
    return this.#labels.weights;
  }

  /** Whether the values themselves are kept, or only the numbers of their bins. */
  get isBinnedOnly(): boolean {
    return this.#values === undefined;
  }

  /** Whether no value is missing. */
  get isComplete(): boolean {
    if (this.#binned !== undefined) return this.#binned.complete;
    this.#complete ??= this.#values!.kind === "dense" && !this.#values!.data.some(Number.isNaN);
    return this.#complete;
  }

  /** The features; of a matrix that kept only bins, a value that stands for each bin. */
  values(): FeatureValues {
    return this.#values ?? representatives(this.#binned!);
  }

  /** The matrix in bins; kept for the next round with the same number of bins. */
  binned(maxBin: number): Binned {
    if (this.#binned?.cuts.maxBin !== maxBin || this.#isOfApprox) {
      if (this.#values === undefined) {
        const had = this.#binned!.cuts.maxBin;
        throw failure("XGB_BINS_DIFFER", { matrix: had, asked: maxBin });
      }
      this.#binned = bin(this.#values, this.#cuts(maxBin));
      this.#isOfApprox = false;
    }
    return this.#binned;
  }

  /**
   * Bins that `approx` made from hessians, where nothing else was binned since: a later training on the same matrix
   * uses them again while hessians are constant. @internal
   */
  approxBins(maxBin: number): Binned | undefined {
    return this.#isOfApprox && this.#binned?.cuts.maxBin === maxBin ? this.#binned : undefined;
  }

  /** Keeps bins of `approx`. @internal */
  keepApproxBins(binned: Binned): void {
    this.#binned = binned;
    this.#isOfApprox = true;
  }

  #cuts(maxBin: number): Cuts {
    return makeCuts(this.values(), { info: this.info, maxBin, categorical: this.categorical });
  }

  /** 1 for columns whose type is `c`. */
  get categorical(): Uint8Array {
    const { types } = this.#labels;
    return Uint8Array.from({ length: this.cols }, (_, column) => Number(types[column] === "c"));
  }

  /** Cuts for another matrix of the same features: those there are, or new ones. */
  cutsFor(maxBin: number): Cuts {
    return this.#binned?.cuts ?? this.binned(maxBin).cuts;
  }

  /** The cuts of the last binning; throws `XGB_NOT_BINNED` where there was none. */
  getQuantileCut(): QuantileCut {
    if (this.#binned === undefined) throw failure("XGB_NOT_BINNED", {});
    const { starts, values, categorical } = this.#binned.cuts;
    const indptr = new Uint32Array(starts.length);
    const out: number[] = [];
    for (let feature = 0; feature < this.cols; feature++) {
      // Categories have no bin below their first.
      if (categorical[feature] !== 1) out.push(Number.NEGATIVE_INFINITY);
      for (let cut = starts[feature]!; cut < starts[feature + 1]!; cut++) out.push(values[cut]!);
      indptr[feature + 1] = out.length;
    }
    return { indptr, values: Float32Array.from(out) };
  }

  /** A matrix of chosen rows, in the order given; query groups are not kept. */
  slice(index: Numbers): DMatrix {
    if (this.#values === undefined) throw failure("XGB_NO_VALUES", { what: "slice" });
    return new DMatrix({
      values: takeRows(this.#values, index),
      info: takeInfo(this.info, index),
      labels: this.#labels,
    });
  }

  /** The matrix whose cuts were taken over, if any. */
  get ref(): DMatrix | undefined {
    return this.#ref;
  }

  /** Replaces the values by their bins. @internal */
  protected keepBins(maxBin: number, ref?: DMatrix): void {
    const cuts = ref?.cutsFor(maxBin);
    this.#ref = ref;
    const values = this.values();
    this.#binned = bin(values, cuts ?? this.#cuts(maxBin));
    this.#values = undefined;
  }
}
