import { failure } from "../errors/index.js";
import { canChange, changeable } from "./changeable-parameters.js";
import { checkBytes, checkMatrix } from "./check-arguments.js";
import { type DumpFormat, dumpTree, featureMapOf, parseFeatureMap } from "./dump/index.js";
import { explain } from "./explain.js";
import { layOut } from "./forest.js";
import { featureScores, type ImportanceType } from "./importance.js";
import type { Forest } from "./kernels/walk-trees.js";
import { addTrees, leaves, startMargins, type TreeRange } from "./margins.js";
import type { DMatrix } from "./matrix/dmatrix.js";
import { type Model, outputsOf } from "./model.js";
import { loadModel } from "./model-io/load-model.js";
import { type ModelFormat, saveModel } from "./model-io/save-model.js";
import type { Objective } from "./objective.js";
import type { Parameters } from "./parameter-reader.js";
import type { MersenneTwister } from "./random/mersenne-twister.js";
import { sliceModel } from "./slice-model.js";

/** What a prediction gives; without any flag, the objective's predictions. */
export interface PredictOptions {
  /** Margins instead of predictions. */
  readonly outputMargin?: boolean;
  /** Ids of leaves: rows × trees. */
  readonly predLeaf?: boolean;
  /** SHAP values: rows × outputs × (features + 1), the last being the bias. */
  readonly predContribs?: boolean;
  /** SHAP interaction values: rows × outputs × (features + 1)². */
  readonly predInteractions?: boolean;
  /** With one of the two: the cheap walk over mean values of nodes in place of SHAP. */
  readonly approxContribs?: boolean;
  /** Only the rounds from one up to before another; `[0, 0]` means all. */
  readonly iterationRange?: readonly [from: number, to: number];
  /** Whether names of features must be those of the model; true unless given. */
  readonly validateFeatures?: boolean;
}

/** How {@link Booster.getDump} writes trees. */
export interface DumpOptions {
  /** `text` unless given. */
  readonly format?: DumpFormat;
  /** Adds gains and covers. */
  readonly withStats?: boolean;
  /** Text of a feature map, lines of number, name and kind, in place of the model's own names and types. */
  readonly featureMap?: string;
}

/** What a booster is made from. @internal */
export interface BoosterParts {
  readonly model: Model;
  readonly objective: Objective;
  readonly parameters: Parameters;
}

/** What a training leaves to the next one that goes on from it. @internal */
export interface Training {
  readonly parameters: Parameters;
  readonly metrics: readonly string[];
  readonly seed: bigint;
  readonly rng: MersenneTwister;
}

/** A trained model: predicts, saves itself and tells what it learned. */
export class Booster {
  readonly #model: Model;
  /** The loss that it was trained for. */
  readonly objective: Objective;
  /** Parameters of the objective, for training to go on. @internal */
  readonly objectiveParameters: Parameters;
  #forest: Forest | undefined;
  /** Parameters that were set after it was made. @internal */
  parametersSet: Parameters = {};
  /** How it was trained in this process; undefined for one that was loaded. @internal */
  training: Training | undefined;

  /** @internal */
  constructor({ model, objective, parameters }: BoosterParts) {
    this.#model = model;
    this.objective = objective;
    this.objectiveParameters = parameters;
  }

  /**
   * Reads a model file, JSON or UBJSON, of xgboost 1.6 or newer. Throws `XGB_MODEL_UNREADABLE`, `XGB_MODEL_BROKEN` and
   * `XGB_NAME_UNKNOWN`.
   */
  static load(bytes: Uint8Array): Booster {
    checkBytes(bytes);
    return new Booster(loadModel(bytes));
  }

  /** The bytes that xgboost 3.4.1 saves for this model. */
  saveModel(format: ModelFormat = "ubj"): Uint8Array {
    if (format !== "ubj" && format !== "json")
      throw failure("XGB_PARAMETER_REFUSED", { parameter: "format", value: format, expected: "ubj or json" });
    return saveModel(this.#model, this.objective, format);
  }

  /** Rounds that were boosted. */
  get rounds(): number {
    return this.#model.iterationStarts.length - 1;
  }

  /** Number of features. */
  get features(): number {
    return this.#model.features;
  }

  /** Margins a row: one for each class or target. */
  get outputs(): number {
    return outputsOf(this.#model);
  }

  /** Empty when the training data had no names. */
  get featureNames(): readonly string[] {
    return this.#model.featureNames;
  }

  get featureTypes(): readonly string[] {
    return this.#model.featureTypes;
  }

  /** Texts that are saved with the model. */
  get attributes(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#model.attributes);
  }

  /** Sets an attribute; undefined removes it. */
  setAttribute(name: string, value: string | undefined): void {
    if (value === undefined) this.#model.attributes.delete(name);
    else this.#model.attributes.set(name, value);
  }

  /**
   * Changes a parameter of trees or dropout, from the next round of this or a later training on; meant for callbacks.
   * Throws `XGB_PARAMETER_REFUSED` for the others.
   */
  setParameter(name: string, value: unknown): void {
    if (!canChange(name)) {
      const expected = `to stay as it is, since only ${changeable.join(", ")} may change between rounds`;
      throw failure("XGB_PARAMETER_REFUSED", { parameter: name, value, expected });
    }
    this.parametersSet = { ...this.parametersSet, [name]: value };
  }

  /** Round of the best score, counted from 0; the last one without early stopping. */
  get bestIteration(): number {
    const noted = this.#model.attributes.get("best_iteration");
    return noted === undefined ? this.rounds - 1 : Number(noted);
  }

  /** Best score of early stopping; undefined without it. */
  get bestScore(): number | undefined {
    const noted = this.#model.attributes.get("best_score");
    return noted === undefined ? undefined : Number(noted);
  }

  /** A copy that training can go on from. @internal */
  copyModel(): Model {
    const model = this.#model;
    return {
      ...model,
      attributes: new Map(model.attributes),
      trees: [...model.trees],
      treeInfo: [...model.treeInfo],
      iterationStarts: [...model.iterationStarts],
      weightDrop: model.weightDrop && [...model.weightDrop],
    };
  }

  /** The model itself, for explanations and dumps. @internal */
  get model(): Model {
    return this.#model;
  }

  /**
   * A booster of some rounds only, from one up to before another (0: all that follow), each one or every so many; attributes
   * are kept. Throws `XGB_ROUNDS_REFUSED`.
   */
  slice(from = 0, to = 0, step = 1): Booster {
    const model = sliceModel(this.copyModel(), { from, to: to === 0 ? this.rounds : to, step });
    const part = new Booster({ model, objective: this.objective, parameters: this.objectiveParameters });
    part.parametersSet = this.parametersSet;
    if (this.training) part.training = { ...this.training, rng: this.training.rng.copy() };
    return part;
  }

  /**
   * Predicts every row of a matrix: rows × outputs, or one value a row. Missing columns at the end count as missing
   * values. Throws `XGB_FEATURES_DIFFER` and `XGB_ROUNDS_REFUSED`.
   */
  predict(matrix: DMatrix, options: PredictOptions = {}): Float32Array {
    checkMatrix(matrix, "data");
    if (options.validateFeatures !== false) this.checkFeatures(matrix);
    this.#checkWidth(matrix);
    const range = this.trees(options.iterationRange);
    if (options.predLeaf) return leaves(this.#model, matrix, range);
    if (options.predContribs || options.predInteractions) return this.#explain(matrix, range, options);
    const margins = startMargins(this.#model, this.objective, matrix);
    addTrees(this.#model, matrix, { range, margins, forest: this.#laidOut() });
    return options.outputMargin ? margins : this.objective.transform(margins);
  }

  #explain(matrix: DMatrix, range: TreeRange, options: PredictOptions): Float32Array {
    const [from, to] = options.iterationRange ?? [0, 0];
    if (from !== 0) throw failure("XGB_ROUNDS_REFUSED", { from, to, rounds: this.rounds });
    return explain(this.#model, this.objective, {
      matrix,
      range,
      pairs: options.predInteractions ?? false,
      approximate: options.approxContribs ?? false,
    });
  }

  /**
   * Importance of the features that some tree splits on, by name: number of splits, or mean or total of their gains or
   * covers. Throws `XGB_PARAMETER_REFUSED` for another type.
   */
  getScore(type: ImportanceType = "weight"): Record<string, number> {
    const { featureNames, trees } = this.#model;
    const scores = [...featureScores(trees, type)];
    return Object.fromEntries(scores.map(([feature, score]) => [featureNames[feature] ?? `f${feature}`, score]));
  }

  /** Every tree as text, JSON or Graphviz. Throws `XGB_PARAMETER_REFUSED` and `XGB_FEATURE_MAP_REFUSED`. */
  getDump({ featureMap, ...options }: DumpOptions = {}): string[] {
    const { features, featureNames, featureTypes, trees } = this.#model;
    const map =
      featureMap === undefined
        ? featureMapOf(features, { names: featureNames, types: featureTypes })
        : parseFeatureMap(featureMap, features);
    return trees.map((tree) => dumpTree(tree, map, options));
  }

  #laidOut(): Forest {
    const { trees } = this.#model;
    if (this.#forest?.roots.length !== trees.length) this.#forest = layOut(trees);
    return this.#forest;
  }

  /** The trees of some rounds; throws `XGB_ROUNDS_REFUSED`. @internal */
  trees(rounds: readonly [from: number, to: number] = [0, 0]): TreeRange {
    const [from, given] = rounds;
    const to = given === 0 ? this.rounds : given;
    const isSound = Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to && to <= this.rounds;
    if (!isSound) throw failure("XGB_ROUNDS_REFUSED", { from, to: given, rounds: this.rounds });
    const { iterationStarts } = this.#model;
    return { from: iterationStarts[from]!, to: iterationStarts[to]! };
  }

  /** Throws `XGB_FEATURES_DIFFER` where a matrix has other names of features than the model. @internal */
  checkFeatures(matrix: DMatrix): void {
    const { featureNames } = this.#model;
    if (featureNames.length === 0) return;
    const given = matrix.featureNames;
    const at = featureNames.findIndex((name, column) => given[column] !== name);
    if (at >= 0 || given.length !== featureNames.length)
      throw failure("XGB_FEATURES_DIFFER", { column: Math.max(0, at), expected: featureNames[at], got: given[at] });
  }

  #checkWidth(matrix: DMatrix): void {
    if (matrix.cols > this.#model.features)
      throw failure("XGB_DATA_SHAPE", {
        what: "columns",
        expected: `at most ${this.#model.features}`,
        got: matrix.cols,
      });
  }
}
