import { failure } from "../../errors/index.js";
import { Booster } from "../booster.js";
import type { TrainingCallback } from "../callbacks/index.js";
import type { ImportanceType } from "../importance.js";
import { DMatrix } from "../matrix/dmatrix.js";
import type { MatrixData, Numbers } from "../matrix/feature-values.js";
import type { Labels } from "../matrix/matrix-info.js";
import { QuantileDMatrix } from "../matrix/quantile-dmatrix.js";
import type { ModelFormat } from "../model-io/save-model.js";
import type { CustomObjective } from "../objective.js";
import { pairwiseSum } from "../pairwise-sum.js";
import type { Parameters } from "../parameter-reader.js";
import { type History, type TrainOptions, train } from "../train.js";

/** A metric of one's own: truth and predictions of an evaluation set to a number; its name is the function's. */
export type EstimatorMetric = (truth: Float32Array, predictions: Float32Array) => number;

/** What an estimator is made with: names of xgboost's Python package; whatever else is given goes to `train`. */
export interface EstimatorParameters {
  /** Rounds, 100 unless given. */
  readonly n_estimators?: number | null;
  /** A name, or gradients of one's own. */
  readonly objective?: string | CustomObjective | null;
  readonly eval_metric?: string | EstimatorMetric | readonly (string | EstimatorMetric)[] | null;
  readonly early_stopping_rounds?: number | null;
  readonly callbacks?: readonly TrainingCallback[] | null;
  /** A value that means missing, beside NaN. */
  readonly missing?: number | null;
  /** What `featureImportances` counts; `gain` unless given. */
  readonly importance_type?: ImportanceType | null;
  readonly feature_types?: readonly string[] | null;
  readonly feature_weights?: Numbers | null;
  readonly enable_categorical?: boolean | null;
  readonly tree_method?: string | null;
  readonly max_bin?: number | null;
  readonly [name: string]: unknown;
}

/** Features and labels; several labels a row are for the regressor. */
export type LabelledRows = readonly [x: MatrixData, y: Labels];

/** Options of `fit`. */
export interface FitOptions {
  readonly sampleWeight?: Numbers | undefined;
  readonly baseMargin?: Numbers | undefined;
  /** Sets that are evaluated after every round, as `validation_0`, `validation_1`, … */
  readonly evalSet?: readonly LabelledRows[] | undefined;
  readonly sampleWeightEvalSet?: readonly (Numbers | undefined)[] | undefined;
  readonly baseMarginEvalSet?: readonly (Numbers | undefined)[] | undefined;
  readonly featureNames?: readonly string[] | undefined;
  /** What columns hold, as the types of a frame become: `int`, `float`, `i` for an indicator, `q` for a quantity. */
  readonly featureTypes?: readonly string[] | undefined;
  /** A model to go on from. */
  readonly xgbModel?: Booster | Estimator | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onRound?: TrainOptions["onRound"] | undefined;
  readonly onWarning?: TrainOptions["onWarning"] | undefined;
}

/** Options of `predict`. */
export interface EstimatorPredictOptions {
  readonly outputMargin?: boolean;
  readonly validateFeatures?: boolean;
  readonly baseMargin?: Numbers;
  /** The rounds up to the best one unless given. */
  readonly iterationRange?: readonly [from: number, to: number];
}

/** Query groups of the rows and of every evaluation set. @internal */
export interface Groups {
  readonly group?: Numbers | undefined;
  readonly evalGroup?: readonly (Numbers | undefined)[] | undefined;
}

const ofWrapper = new Set([
  "importance_type",
  "missing",
  "n_estimators",
  "enable_categorical",
  "early_stopping_rounds",
  "callbacks",
  "feature_types",
  "feature_weights",
  "objective",
  "eval_metric",
]);

/** What the estimators share: parameters under Python's names, one booster after `fit`. */
export abstract class Estimator {
  /** As written into model files. */
  protected abstract readonly kind: "classifier" | "regressor" | "ranker";
  readonly #parameters: EstimatorParameters;
  #booster: Booster | undefined;
  #history: History | undefined;

  constructor(parameters: EstimatorParameters) {
    this.#parameters = parameters;
  }

  /** As given to the constructor. */
  get parameters(): EstimatorParameters {
    return this.#parameters;
  }

  /** The trained model; throws `XGB_NOT_FITTED`. */
  getBooster(): Booster {
    if (this.#booster === undefined) throw failure("XGB_NOT_FITTED", { estimator: this.constructor.name });
    return this.#booster;
  }

  /** Values of the metrics on the evaluation sets; throws `XGB_NO_HISTORY` without any. */
  evalsResult(): History {
    if (this.#history === undefined) throw failure("XGB_NO_HISTORY", {});
    return this.#history;
  }

  /** Round of the best score, counted from 0; the last one without early stopping. */
  get bestIteration(): number {
    return this.getBooster().bestIteration;
  }

  /** Best score of early stopping; undefined without it. */
  get bestScore(): number | undefined {
    return this.getBooster().bestScore;
  }

  /** Importance of every feature, as shares that add up to 1 (all 0 where no tree splits). */
  get featureImportances(): Float32Array {
    const booster = this.getBooster();
    const scores = booster.getScore(this.#parameters.importance_type ?? "gain");
    const all = Float32Array.from(
      { length: booster.features },
      (_, i) => scores[booster.featureNames[i] ?? `f${i}`] ?? 0,
    );
    const total = pairwiseSum(all, Math.fround);
    return total === 0 ? all : all.map((score) => score / total);
  }

  /** The bytes that the Python wrapper saves, which note the kind of estimator. */
  saveModel(format: ModelFormat = "json"): Uint8Array {
    const booster = this.getBooster();
    booster.setAttribute("scikit_learn", `{"_estimator_type": "${this.kind}"}`);
    try {
      return booster.saveModel(format);
    } finally {
      booster.setAttribute("scikit_learn", undefined);
    }
  }

  /** Takes over a saved model; throws `XGB_ESTIMATOR_OTHER` where it is that of another kind of estimator. */
  loadModel(bytes: Uint8Array): this {
    const booster = Booster.load(bytes);
    const said = /"_estimator_type": *"(\w+)"/.exec(booster.attributes.scikit_learn ?? "")?.[1];
    if (said !== undefined && said !== this.kind)
      throw failure("XGB_ESTIMATOR_OTHER", { expected: this.kind, got: said });
    booster.setAttribute("scikit_learn", undefined);
    this.#booster = booster;
    return this;
  }

  /** Leaf of every row in every tree: rows × trees. */
  apply(x: MatrixData, { iterationRange }: Pick<EstimatorPredictOptions, "iterationRange"> = {}): Float32Array {
    const matrix = new DMatrix(x, this.#matrixOptions());
    return this.getBooster().predict(matrix, { predLeaf: true, iterationRange: this.#range(iterationRange) });
  }

  /** Predictions of the booster, up to the best round. @internal */
  protected raw(x: MatrixData, options: EstimatorPredictOptions): Float32Array {
    const booster = this.getBooster();
    const { baseMargin, validateFeatures = true, outputMargin = false } = options;
    const matrix = new DMatrix(x, { ...this.#matrixOptions(), ...(baseMargin ? { baseMargin } : {}) });
    if (matrix.cols !== booster.features) {
      throw failure("XGB_DATA_SHAPE", { what: "columns", expected: booster.features, got: matrix.cols });
    }
    return booster.predict(matrix, {
      outputMargin,
      // Rows carry no names here; what can be compared is their number.
      validateFeatures: validateFeatures && matrix.featureNames.length > 0,
      iterationRange: this.#range(options.iterationRange),
    });
  }

  /** Trains on parameters that the kind of estimator has settled. @internal */
  protected train([x, y]: LabelledRows, options: FitOptions, settled: Parameters & Groups): void {
    const { group, evalGroup, ...more } = settled;
    const given = this.#parameters;
    const matrixOptions = {
      ...this.#matrixOptions(),
      ...(options.featureNames ? { featureNames: options.featureNames } : {}),
      ...(options.featureTypes ? { featureTypes: options.featureTypes } : {}),
    };
    const training = this.#matrix(x, {
      ...matrixOptions,
      ...defined({ label: y, weight: options.sampleWeight, baseMargin: options.baseMargin, group }),
      ...defined({ featureWeights: given.feature_weights ?? undefined }),
    });
    const evals = this.#evaluations(training, [x, y], options, { ...matrixOptions, evalGroup });
    const { names, custom } = metricsOf(given.eval_metric);
    const history: History = {};
    const passed = Object.fromEntries(Object.entries(given).filter(([name]) => !ofWrapper.has(name)));
    this.#booster = train({ ...passed, ...(names ? { eval_metric: names } : {}), ...more }, training, {
      numBoostRound: given.n_estimators ?? 100,
      evals,
      evalsResult: history,
      callbacks: given.callbacks ?? [],
      ...defined({
        earlyStoppingRounds: given.early_stopping_rounds ?? undefined,
        obj: typeof given.objective === "function" ? given.objective : undefined,
        customMetric: custom,
        xgbModel: options.xgbModel instanceof Estimator ? options.xgbModel.getBooster() : options.xgbModel,
        signal: options.signal,
        onRound: options.onRound,
        onWarning: options.onWarning,
      }),
    });
    this.#history = Object.keys(history).length > 0 ? history : undefined;
  }

  #evaluations(
    training: DMatrix,
    [x, y]: LabelledRows,
    options: FitOptions,
    { evalGroup, ...matrixOptions }: Groups & object,
  ): readonly (readonly [DMatrix, string])[] {
    const { evalSet = [], sampleWeightEvalSet, baseMarginEvalSet } = options;
    for (const [what, list] of Object.entries({ sampleWeightEvalSet, baseMarginEvalSet, evalGroup })) {
      if (list && list.length !== evalSet.length) {
        throw failure("XGB_DATA_SHAPE", { what: `entries of ${what}`, expected: evalSet.length, got: list.length });
      }
    }
    return evalSet.map(([xEval, yEval], i) => {
      const name = `validation_${i}`;
      const weight = sampleWeightEvalSet?.[i];
      const baseMargin = baseMarginEvalSet?.[i];
      const same = xEval === x && yEval === y && weight === options.sampleWeight && baseMargin === options.baseMargin;
      if (same && !evalGroup) return [training, name];
      const entries = defined({ label: yEval, weight, baseMargin, group: evalGroup?.[i] });
      return [this.#matrix(xEval, { ...matrixOptions, ...entries }, training), name];
    });
  }

  #matrix(x: MatrixData, options: object, ref?: DMatrix): DMatrix {
    const { tree_method: method, max_bin: maxBin } = this.#parameters;
    if (!["hist", "auto", undefined, null].includes(method)) return new DMatrix(x, options);
    return new QuantileDMatrix(x, { ...options, ...defined({ maxBin: maxBin ?? undefined, ref }) });
  }

  #matrixOptions(): { missing?: number; featureTypes?: readonly string[] } {
    const { missing, feature_types: featureTypes } = this.#parameters;
    return defined({ missing: missing ?? undefined, featureTypes: featureTypes ?? undefined });
  }

  #range(given: readonly [number, number] | undefined): readonly [number, number] {
    return given === undefined || given[1] === 0 ? [0, this.getBooster().bestIteration + 1] : given;
  }
}

function metricsOf(given: EstimatorParameters["eval_metric"]): {
  names: string | readonly string[] | undefined;
  custom: TrainOptions["customMetric"] | undefined;
} {
  if (given === undefined || given === null) return { names: undefined, custom: undefined };
  if (typeof given === "string") return { names: given, custom: undefined };
  const list = typeof given === "function" ? [given] : given;
  const names = list.filter((metric) => typeof metric === "string");
  const [own, second] = list.filter((metric) => typeof metric === "function");
  if (second)
    throw failure("XGB_PARAMETER_REFUSED", { parameter: "eval_metric", value: "two functions", expected: "one" });
  return {
    names: names.length > 0 ? names : undefined,
    custom: own && ((predictions, info) => [own.name, own(info.labels, predictions)] as const),
  };
}

// Options that are optional but not `undefined`.
function defined<Entries extends object>(
  entries: Entries,
): { [Key in keyof Entries]?: Exclude<Entries[Key], undefined> } {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Entries]?: Exclude<Entries[Key], undefined>;
  };
}
