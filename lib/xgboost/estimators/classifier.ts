import { failure } from "../../errors/index.js";
import type { MatrixData, Numbers } from "../matrix/feature-values.js";
import { accuracyScore, type ScoreOptions } from "../scores/index.js";
import { Estimator, type EstimatorParameters, type EstimatorPredictOptions, type FitOptions } from "./estimator.js";
import { softmaxRows } from "./softmax-rows.js";

/**
 * A classifier as in xgboost's Python package. Labels are the classes 0, 1, … without a gap; more than two turn the
 * objective into `multi:softprob`.
 */
export class XGBClassifier extends Estimator {
  protected readonly kind = "classifier";
  #objective: string;
  #classes = 2;

  constructor(parameters: EstimatorParameters = {}) {
    super(parameters);
    this.#objective = typeof parameters.objective === "string" ? parameters.objective : "binary:logistic";
  }

  /** Number of classes. */
  get classes(): number {
    return this.#classes;
  }

  /** Trains anew; throws `XGB_CLASSES_REFUSED` for labels that are not 0, 1, …, and what `train` throws. */
  fit(x: MatrixData, y: Numbers, options: FitOptions = {}): this {
    const classes = [...new Set(Array.from(y))].sort((a, b) => a - b);
    if (classes.some((label, k) => label !== k)) throw failure("XGB_CLASSES_REFUSED", { classes });
    this.#classes = classes.length;
    const multi = this.#classes > 2;
    if (multi && this.#objective !== "multi:softmax") this.#objective = "multi:softprob";
    this.train([x, y], options, { objective: this.#objective, ...(multi ? { num_class: this.#classes } : {}) });
    return this;
  }

  override loadModel(bytes: Uint8Array): this {
    super.loadModel(bytes);
    const { objective } = this.getBooster();
    this.#objective = objective.name;
    this.#classes = Math.max(2, objective.classes);
    return this;
  }

  /** The class of every row; margins (rows × outputs) with `outputMargin`. */
  predict(x: MatrixData, options: EstimatorPredictOptions & { readonly outputMargin: true }): Float32Array;
  predict(x: MatrixData, options?: EstimatorPredictOptions): Int32Array;
  predict(x: MatrixData, options: EstimatorPredictOptions = {}): Int32Array | Float32Array {
    const raw = this.raw(x, options);
    if (options.outputMargin) return raw;
    if (this.#objective === "multi:softmax") return Int32Array.from(raw);
    const outputs = this.getBooster().outputs;
    if (outputs === 1) return Int32Array.from(raw, (probability) => (probability > 0.5 ? 1 : 0));
    return Int32Array.from({ length: raw.length / outputs }, (_, row) => {
      const values = raw.subarray(row * outputs, (row + 1) * outputs);
      return values.reduce((best, value, k) => (value > values[best]! ? k : best), 0);
    });
  }

  /** Probabilities of all classes, row by row: rows × classes. */
  predictProba(x: MatrixData, options: Omit<EstimatorPredictOptions, "outputMargin"> = {}): Float32Array {
    const outputs = this.getBooster().outputs;
    if (this.#objective === "multi:softmax")
      return softmaxRows(this.raw(x, { ...options, outputMargin: true }), outputs);
    const raw = this.raw(x, options);
    if (outputs > 1) return raw;
    const both = new Float32Array(2 * raw.length);
    for (let row = 0; row < raw.length; row++) {
      both[2 * row] = 1 - raw[row]!;
      both[2 * row + 1] = raw[row]!;
    }
    return both;
  }

  /** Share of rows whose class is predicted. */
  score(x: MatrixData, y: Numbers, options: ScoreOptions = {}): number {
    return accuracyScore(y, this.predict(x), options);
  }
}
