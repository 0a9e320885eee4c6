import { failure } from "../errors/index.js";
import { Booster } from "./booster.js";
import type { DataInfo } from "./data-info.js";
import type { Grown, TreeGrower } from "./growth/grown.js";
import { ExactGrower } from "./exact/exact-grower.js";
import { readTreeParameters, type TreeParameters } from "./growth/tree-parameters.js";
import { ApproxGrower } from "./hist/approx-grower.js";
import { HistGrower } from "./hist/hist-grower.js";
import { type LearnerParameters, readLearnerParameters } from "./learner-parameters.js";
import { MarginCache } from "./margin-cache.js";
import type { DMatrix } from "./matrix/dmatrix.js";
import type { Metric } from "./metric.js";
import { createMetric } from "./metrics/index.js";
import { emptyModel, type Model, outputsOf } from "./model.js";
import type { CustomObjective, GradientPairs, Objective } from "./objective.js";
import { createObjective } from "./objectives/index.js";
import { ParameterReader, type Parameters } from "./parameter-reader.js";
import { MersenneTwister } from "./random/mersenne-twister.js";

const f = Math.fround;

/** A matrix that is evaluated after every round, and its name. */
export type Evaluation = readonly [matrix: DMatrix, name: string];

/** One value of a metric on a set. */
export interface Score {
  readonly set: string;
  readonly metric: string;
  readonly value: number;
}

/**
 * A training that is under way: parameters and data are checked, and every `update` adds one round to the booster
 * (LearnerImpl; parity reference §4.8).
 */
export class Learner {
  readonly booster: Booster;
  /** Parameters that nothing reads. */
  readonly unused: readonly string[];
  readonly verbosity: number;
  readonly #matrix: DMatrix;
  readonly #model: Model;
  readonly #objective: Objective;
  readonly #parameters: LearnerParameters;
  readonly #trees: TreeParameters;
  #metrics: readonly Metric[] | undefined;
  readonly #named: ParameterReader;
  readonly #cache: MarginCache;
  readonly #pairs: GradientPairs;
  readonly #grower: TreeGrower;
  #rng: MersenneTwister;
  #started = false;
  readonly #draw = () => this.#rng.uint32();

  constructor(parameters: Parameters, matrix: DMatrix, start?: Booster) {
    if (matrix.rows === 0)
      throw failure("XGB_DATA_SHAPE", { what: "rows to train on", expected: "at least 1", got: 0 });
    const injected = withPoissonBound(parameters);
    const reader = new ParameterReader(injected);
    const settings = readLearnerParameters(reader);
    this.#parameters = settings;
    this.#trees = readTreeParameters(reader, { cols: matrix.cols, names: matrix.featureNames });
    const named = new ParameterReader({ ...start?.objectiveParameters, ...injected });
    this.#objective = createObjective(named.text("objective") ?? start?.objective.name ?? "reg:squarederror", named);
    this.#named = named;
    if (settings.evalMetrics.length > 0) this.#metrics = this.#createMetrics();
    const unread = new Set(named.unused());
    this.unused = reader.unused().filter((name) => unread.has(name));
    this.verbosity = settings.verbosity;
    this.#matrix = matrix;
    this.#model = start === undefined ? this.#newModel() : start.copyModel();
    this.booster = new Booster({
      model: this.#model,
      objective: this.#objective,
      parameters: { ...start?.objectiveParameters, ...injected },
    });
    this.booster.checkFeatures(matrix);
    if (this.#model.featureNames.length === 0) this.#model.featureNames = matrix.featureNames;
    if (this.#model.featureTypes.length === 0) this.#model.featureTypes = matrix.featureTypes;
    this.#cache = new MarginCache(this.#model, this.#objective);
    this.#pairs = new Float32Array(2 * matrix.rows * outputsOf(this.#model));
    this.#rng = this.#seeded(settings.seed);
    this.#grower = this.#newGrower();
  }

  #newModel(): Model {
    const { classes, targets } = this.#objective;
    const model = emptyModel({ features: this.#matrix.cols, classes, targets });
    const { baseScore, parallelTrees } = this.#parameters;
    model.parallelTrees = parallelTrees;
    if (baseScore === undefined) return model;
    const outputs = outputsOf(model);
    if (baseScore.length !== 1 && baseScore.length !== outputs)
      throw failure("XGB_PARAMETER_REFUSED", {
        parameter: "base_score",
        value: baseScore,
        expected: `one number, or ${outputs}`,
      });
    model.baseScore = Float32Array.from(baseScore);
    model.boostFromAverage = false;
    this.#objective.toMargins(model.baseScore);
    return model;
  }

  #newGrower(): TreeGrower {
    const matrix = this.#matrix;
    if (this.#parameters.treeMethod === "exact") {
      checkExact(matrix, this.#trees);
      return new ExactGrower(matrix.values(), this.#trees, matrix.featureWeights);
    }
    if (this.#parameters.treeMethod === "approx") {
      if (matrix.isBinnedOnly) throw failure("XGB_NO_VALUES", { what: "tree_method approx" });
      return new ApproxGrower(matrix, this.#trees, this.#objective.name === "reg:squarederror");
    }
    return new HistGrower(matrix.binned(this.#trees.maxBin), this.#trees, matrix.featureWeights);
  }

  #createMetrics(): readonly Metric[] {
    const { ownMetric } = this.#objective;
    const { evalMetrics, defaultMetric } = this.#parameters;
    if (evalMetrics.length === 0 && defaultMetric && ownMetric) return [ownMetric];
    return metricNames(this.#parameters, this.#objective).map((name) => createMetric(name, this.#named));
  }

  #seeded(seed: bigint): MersenneTwister {
    return new MersenneTwister(Number(BigInt.asUintN(32, seed)));
  }

  /** Rounds that the model has. */
  get rounds(): number {
    return this.#model.iterationStarts.length - 1;
  }

  /** Adds one round of trees on the objective's gradients, or on those of a custom objective. */
  update(custom?: CustomObjective): void {
    if (this.#parameters.seedPerIteration) this.#rng = this.#seeded(this.#parameters.seed * 127n + BigInt(this.rounds));
    if (custom === undefined) this.#start();
    const margins = this.#cache.margins(this.#matrix);
    if (custom === undefined) {
      this.#objective.gradients(margins, this.#matrix.info, { round: this.rounds, out: this.#pairs, draw: this.#draw });
    } else this.#takeGradients(custom(margins.slice(), this.#matrix.info));
    this.#boost(margins);
  }

  // The first round of a new model settles the intercept (parity reference §2.5).
  #start(): void {
    if (this.#started) return;
    this.#started = true;
    const { info } = this.#matrix;
    checkWeights(info);
    this.#objective.checkLabels(info);
    if (this.#parameters.baseScore !== undefined || this.#model.trees.length > 0) return;
    const estimate = this.#objective.estimateBaseScore(info, this.#draw);
    if (estimate === undefined) return;
    this.#model.baseScore = estimate;
    this.#cache.clear();
  }

  #takeGradients({ gradients, hessians }: ReturnType<CustomObjective>): void {
    const outputs = outputsOf(this.#model);
    const { rows } = this.#matrix;
    for (const [what, given] of [
      ["gradients", gradients],
      ["hessians", hessians],
    ] as const) {
      if (given.length !== rows * outputs)
        throw failure("XGB_DATA_SHAPE", {
          what: `${what} of the custom objective`,
          expected: rows * outputs,
          got: given.length,
        });
    }
    for (let row = 0; row < rows; row++) {
      for (let output = 0; output < outputs; output++) {
        const at = 2 * (output * rows + row);
        this.#pairs[at] = gradients[row * outputs + output]!;
        this.#pairs[at + 1] = hessians[row * outputs + output]!;
      }
    }
  }

  #boost(margins: Float32Array): void {
    const { rows } = this.#matrix;
    const groups = outputsOf(this.#model);
    const { parallelTrees } = this.#parameters;
    const eta = f(this.#trees.eta / parallelTrees);
    for (let group = 0; group < groups; group++) {
      const pairs = this.#pairs.subarray(2 * group * rows, 2 * (group + 1) * rows);
      const take = (grown: Grown) => {
        this.#model.trees.push(grown.tree);
        this.#model.treeInfo.push(group);
        grown.addLeaves(margins, { group, groups });
      };
      this.#grower.grow({ pairs, eta, rng: this.#rng, count: parallelTrees, take });
    }
    this.#model.iterationStarts.push(this.#model.trees.length);
    this.#cache.skip(this.#matrix);
  }

  /** The metrics of every set, in order; a custom metric comes last and sees margins where the objective is custom. */
  evaluate(sets: readonly Evaluation[]): readonly Score[] {
    return sets.flatMap(([matrix, set]) => {
      const predictions = this.#objective.evalTransform(this.#cache.margins(matrix).slice());
      this.#metrics ??= this.#createMetrics();
      return this.#metrics.map((metric) => ({
        set,
        metric: metric.name,
        value: asPrinted(metric.evaluate(predictions, matrix.info)),
      }));
    });
  }

  /** Current margins of a matrix, to keep. */
  margins(matrix: DMatrix): Float32Array {
    return this.#cache.margins(matrix).slice();
  }
}

// count:poisson bounds its leaves unless told otherwise (parity reference §1).
function withPoissonBound(parameters: Parameters): Parameters {
  const isBound = parameters.max_delta_step !== undefined && parameters.max_delta_step !== null;
  return parameters.objective === "count:poisson" && !isBound ? { ...parameters, max_delta_step: 0.7 } : parameters;
}

// What exact cannot do is refused, as xgboost refuses it (parity reference §4X).
function checkExact(matrix: DMatrix, { maxDepth, colsampleByNode, gradientBased, bestFirst }: TreeParameters): void {
  const refuse = (parameter: string, value: unknown, expected: string) =>
    failure("XGB_PARAMETER_REFUSED", { parameter, value, expected: `${expected}, since tree_method is exact` });
  if (matrix.isBinnedOnly) throw failure("XGB_NO_VALUES", { what: "tree_method exact" });
  if (maxDepth === 0) throw refuse("max_depth", 0, "a whole number of at least 1");
  if (colsampleByNode !== 1) throw refuse("colsample_bynode", colsampleByNode, "1");
  if (gradientBased) throw refuse("sampling_method", "gradient_based", "uniform");
  if (bestFirst) throw refuse("grow_policy", "lossguide", "depthwise");
}

function metricNames(settings: LearnerParameters, objective: Objective): readonly string[] {
  if (settings.evalMetrics.length > 0) return settings.evalMetrics;
  return settings.defaultMetric ? [objective.defaultMetric] : [];
}

function checkWeights({ weights, rows }: DataInfo): void {
  if (weights.length > 0 && weights.every((weight) => weight === 0)) throw failure("XGB_WEIGHTS_ZERO", { rows });
}

// xgboost hands metrics on as text with 17 digits after the point (parity reference §7.6).
function asPrinted(value: number): number {
  return Number.isFinite(value) && Math.abs(value) < 1e21 ? Number(value.toFixed(17)) : value;
}
