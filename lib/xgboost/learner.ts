import { failure } from "../errors/index.js";
import type { Booster } from "./booster.js";
import { drawDropped, hasDropout, normalized } from "./dart/dropout.js";
import type { DataInfo } from "./data-info.js";
import type { Grown, TreeGrower } from "./growth/grown.js";
import { type Setup, setUp, withParameters } from "./learner-setup.js";
import { makeGrower } from "./make-grower.js";
import { MarginCache } from "./margin-cache.js";
import { addTrees, startMargins } from "./margins.js";
import type { DMatrix } from "./matrix/dmatrix.js";
import { outputsOf } from "./model.js";
import { hasPlainNan, makeNansPlain } from "./nan-sign.js";
import { fixed } from "./number-text.js";
import type { CustomObjective, GradientPairs } from "./objective.js";
import type { Parameters } from "./parameter-reader.js";
import { seeded } from "./random/mersenne-twister.js";
import { refitTree } from "./refit/refit-trees.js";
import { TrainingRows } from "./training-rows.js";
import type { Tree } from "./tree.js";

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
 * (LearnerImpl).
 */
export class Learner {
  #setup: Setup;
  #parametersSet: Parameters;
  readonly #matrix: DMatrix;
  readonly #cache: MarginCache;
  readonly #rows: TrainingRows;
  readonly #grower: TreeGrower | undefined;
  /** Trees of the model that wait to be fitted anew. */
  readonly #waiting: readonly Tree[] = [];
  #dropped: readonly number[] = [];
  #started = false;
  readonly #plainNan: boolean;
  readonly #draw = () => this.#setup.rng.uint32();

  constructor(parameters: Parameters, matrix: DMatrix, start?: Booster) {
    const setup = setUp(parameters, matrix, start);
    const { model, objective } = setup;
    this.#setup = setup;
    this.#parametersSet = setup.booster.parametersSet;
    this.#plainNan = hasPlainNan(model.trees);
    this.#matrix = matrix;
    this.#cache = new MarginCache(model, objective, (margins, of) =>
      of === matrix ? this.#rows.place(margins) : margins,
    );
    if (setup.parameters.update) {
      if (setup.trees.monotone.length > 0)
        throw failure("XGB_PARAMETER_UNSUPPORTED", {
          parameter: "monotone_constraints",
          value: "with refresh",
          supported: ["process_type default"],
        });
      model.hasIntercept = model.trees.length > 0;
      this.#waiting = model.trees.splice(0);
      model.treeInfo.length = 0;
      model.iterationStarts.length = 1;
    } else this.#grower = makeGrower(matrix, objective, { ...setup.parameters, trees: setup.trees });
    this.#rows = new TrainingRows(matrix, outputsOf(model), this.#grower?.kernels);
  }

  /** Gives memory back that the matrix lent, after the last round. */
  close(): void {
    this.#rows.close();
    this.#grower?.close?.();
  }

  get booster(): Booster {
    return this.#setup.booster;
  }

  /** What xgboost would warn of. */
  get warnings(): readonly string[] {
    return this.#setup.warnings;
  }

  get verbosity(): number {
    return this.#setup.parameters.verbosity;
  }

  /** Rounds that the model has. */
  get rounds(): number {
    return this.#setup.model.iterationStarts.length - 1;
  }

  /** Adds one round of trees on the objective's gradients, or on those of a custom objective. */
  update(custom?: CustomObjective): void {
    if (this.booster.parametersSet !== this.#parametersSet) this.#configure(this.booster.parametersSet);
    const { parameters, objective, rng } = this.#setup;
    this.#start(custom !== undefined);
    if (parameters.seedPerIteration) rng.take(seeded(parameters.seed * 127n + BigInt(this.rounds)));
    const margins = this.#trainingMargins();
    if (custom === undefined) {
      const { info, pairs: out, kernels } = this.#rows;
      objective.gradients(margins, info, { round: this.rounds, out, draw: this.#draw, kernels });
    } else this.#takeGradients(custom(margins.slice(), this.#matrix.info));
    this.#boost(margins);
  }

  #configure(parametersSet: Parameters): void {
    this.#setup = withParameters(this.#setup, parametersSet, this.#matrix);
    this.#parametersSet = parametersSet;
    this.#grower?.configure(this.#setup.trees);
  }

  // The first round of a new model settles the intercept; a custom objective keeps the default.
  #start(isCustom: boolean): void {
    if (this.#started) return;
    this.#started = true;
    const { model, objective } = this.#setup;
    const { info } = this.#matrix;
    checkWeights(info);
    if (!isCustom) objective.checkLabels(info);
    if (!model.boostFromAverage || model.trees.length > 0 || this.#waiting.length > 0) return;
    if (!isCustom) model.baseScore = objective.estimateBaseScore(info, this.#draw) ?? model.baseScore;
    const lost = model.baseScore.find((value) => !Number.isFinite(value));
    if (lost !== undefined) throw failure("XGB_INTERCEPT_REFUSED", { objective: objective.name, value: lost });
    model.hasIntercept = true;
    this.#cache.clear();
  }

  // With DART, margins without the trees that the round leaves out.
  #trainingMargins(): Float32Array {
    const { model, objective, dropout, rng } = this.#setup;
    const count = model.trees.length;
    this.#dropped = [];
    if (model.weightDrop === undefined && hasDropout(dropout) && count > 0) model.weightDrop = new Array(count).fill(1);
    if (model.weightDrop === undefined) return this.#cache.margins(this.#matrix);
    this.#dropped = drawDropped(dropout, model.weightDrop, rng);
    const gone = new Set(this.#dropped);
    const weights = model.weightDrop.map((weight, tree) => (gone.has(tree) ? 0 : weight));
    const margins = startMargins(model, objective, this.#matrix);
    addTrees(model, this.#matrix, { range: { from: 0, to: count }, margins, weights });
    return margins;
  }

  #takeGradients({ gradients, hessians }: ReturnType<CustomObjective>): void {
    const outputs = outputsOf(this.#setup.model);
    const { rows } = this.#matrix;
    const expected = rows * outputs;
    for (const [what, given] of Object.entries({ gradients, hessians })) {
      if (given.length !== expected)
        throw failure("XGB_DATA_SHAPE", { what: `${what} of the custom objective`, expected, got: given.length });
    }
    for (let row = 0; row < rows; row++) {
      for (let output = 0; output < outputs; output++) {
        const at = 2 * (output * rows + row);
        this.#rows.pairs[at] = gradients[row * outputs + output]!;
        this.#rows.pairs[at + 1] = hessians[row * outputs + output]!;
      }
    }
  }

  #boost(margins: Float32Array): void {
    const { model, trees, dropout } = this.#setup;
    const { rows } = this.#matrix;
    const groups = outputsOf(model);
    const before = model.trees.length;
    const count = model.parallelTrees;
    const eta = f(trees.eta / count);
    const added: Tree[] = [];
    for (let group = 0; group < groups; group++) {
      const pairs = this.#rows.pairs.subarray(2 * group * rows, 2 * (group + 1) * rows);
      const take = ({ tree, addLeaves }: Grown) => {
        if (this.#plainNan) makeNansPlain(tree);
        added.push(tree);
        addLeaves(margins, { group, groups });
      };
      if (this.#grower !== undefined) this.#grower.grow({ pairs, eta, rng: this.#setup.rng, count, take });
      else added.push(...this.#refit(pairs, { from: before + group * count, count, eta }));
      for (let k = 0; k < count; k++) model.treeInfo.push(group);
    }
    model.trees.push(...added);
    model.iterationStarts.push(model.trees.length);
    if (model.weightDrop !== undefined || hasDropout(dropout)) {
      const weights = model.weightDrop ?? new Array<number>(before).fill(1);
      const { forest } = dropout;
      model.weightDrop = normalized(weights, { dropped: this.#dropped, added: added.length, eta: trees.eta, forest });
    } else if (this.#grower !== undefined) this.#cache.skip(this.#matrix);
  }

  #refit(
    pairs: GradientPairs,
    { from, count, eta }: { readonly from: number; readonly count: number; readonly eta: number },
  ): readonly Tree[] {
    const { parameters, trees } = this.#setup;
    const waiting = this.#waiting.slice(from, from + count);
    if (waiting.length < count) {
      const rounds = this.rounds;
      throw failure("XGB_ROUNDS_REFUSED", { from: rounds, to: rounds + 1, rounds });
    }
    const refit = { matrix: this.#matrix, pairs, parameters: trees, eta, updaters: parameters.updaters };
    return waiting.map((tree) => refitTree(tree, refit));
  }

  /** The metrics of every set, in order; xgboost hands them on as text with 17 digits after the point. */
  evaluate(sets: readonly Evaluation[]): readonly Score[] {
    const { objective } = this.#setup;
    return sets.flatMap(([matrix, set]) => {
      const predictions = objective.evalTransform(this.margins(matrix));
      return this.#setup.metrics().map((metric) => ({
        set,
        metric: metric.name,
        value: Number(fixed(metric.evaluate(predictions, matrix.info), 17)),
      }));
    });
  }

  /** Throws where an evaluation set has bins of its own, or more columns than the model. */
  checkSets(sets: readonly Evaluation[]): void {
    const { features } = this.#setup.model;
    for (const [matrix, set] of sets) {
      if (matrix.isBinnedOnly && matrix !== this.#matrix && matrix.ref !== this.#matrix)
        throw failure("XGB_REFERENCE_DIFFERS", { set });
      if (matrix.cols > features)
        throw failure("XGB_DATA_SHAPE", {
          what: `columns of ${set}`,
          expected: `at most ${features}`,
          got: matrix.cols,
        });
    }
  }

  /** Current margins of a matrix, to keep. */
  margins(matrix: DMatrix): Float32Array {
    return this.#cache.margins(matrix).slice();
  }
}

function checkWeights({ weights, rows }: DataInfo): void {
  if (weights.length > 0 && weights.every((weight) => weight === 0)) throw failure("XGB_WEIGHTS_ZERO", { rows });
}
