import { failure } from "../../errors/index.js";
import {
  CallbackContainer,
  EarlyStopping,
  EvaluationMonitor,
  PackedBooster,
  type TrainingCallback,
} from "../callbacks/index.js";
import { checkCallbacks, checkMatrix, checkRounds } from "../check-arguments.js";
import { customScores } from "../custom-scores.js";
import { Learner, type Score } from "../learner.js";
import type { DMatrix } from "../matrix/dmatrix.js";
import type { CustomMetric } from "../metric.js";
import type { CustomObjective } from "../objective.js";
import { pairwiseSum } from "../pairwise-sum.js";
import type { Parameters } from "../parameter-reader.js";
import { type FoldOptions, makeFolds } from "./folds.js";

/** A metric over the folds. */
export type MeanAndDeviation = readonly [mean: number, deviation: number];

/** Options of {@link cv}. */
export interface CvOptions extends FoldOptions {
  /** 10 unless given. */
  readonly numBoostRound?: number | undefined;
  /** Metrics by name; those of the parameters unless given. */
  readonly metrics?: string | readonly string[] | undefined;
  /** Gradients in place of the objective's. */
  readonly obj?: CustomObjective | undefined;
  /** One more metric, after the others. */
  readonly customMetric?: CustomMetric | undefined;
  /** Stops when the mean of the last metric on the test parts has not improved for so many rounds. */
  readonly earlyStoppingRounds?: number | undefined;
  /** Whether more is better; known from the metric's name unless given. */
  readonly maximize?: boolean | undefined;
  readonly callbacks?: readonly TrainingCallback<PackedBooster, MeanAndDeviation>[] | undefined;
  /** Prints the metrics after every round, or every so many. */
  readonly verboseEval?: boolean | number | undefined;
  /** Whether that shows standard deviations; true unless given. */
  readonly showStdv?: boolean | undefined;
  /** Ends the rounds with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Trains a booster for every fold, round by round side by side, and gives means and standard deviations of the metrics
 * over the folds: `result["test-logloss-mean"][round]`. With early stopping the series end at the best round.
 * Throws `XGB_FOLDS_REFUSED` and what {@link Learner} throws.
 */
export function cv(parameters: Parameters, matrix: DMatrix, options: CvOptions = {}): Record<string, number[]> {
  const { numBoostRound = 10, obj, customMetric, signal } = options;
  checkMatrix(matrix, "dtrain");
  checkRounds(numBoostRound);
  checkCallbacks(options.callbacks ?? []);
  if (matrix.isBinnedOnly)
    throw failure("XGB_FOLDS_REFUSED", { reason: "a QuantileDMatrix keeps no values to divide" });
  const named = withMetrics(parameters, options.metrics);
  const folds = makeFolds(matrix, options).map(({ train, test }) => ({
    learner: new Learner(named, train),
    sets: [
      [train, "train"],
      [test, "test"],
    ] as const,
  }));

  try {
    const callbacks = new CallbackContainer(callbacksOf(options), {});
    const result: Record<string, number[]> = {};
    const [first, ...others] = folds.map(({ learner }) => learner.booster);
    const booster = new PackedBooster([first!, ...others]);
    callbacks.beforeTraining(booster);
    for (let round = 0; round < numBoostRound; round++) {
      signal?.throwIfAborted();
      if (callbacks.beforeIteration(booster, round)) break;
      for (const { learner } of folds) learner.update(obj);
      const scores = folds.map(({ learner, sets }) => [
        ...learner.evaluate(sets),
        ...customScores(learner, sets, { customMetric, isMargin: obj !== undefined }),
      ]);
      for (const { set, metric, mean, deviation } of overFolds(scores)) {
        callbacks.note(set, metric, [mean, deviation]);
        push(result, `${set}-${metric}-mean`, mean);
        push(result, `${set}-${metric}-std`, deviation);
      }
      if (!callbacks.afterIteration(booster, round)) continue;
      for (const series of Object.values(result)) series.length = booster.bestIteration + 1;
      break;
    }
    callbacks.afterTraining(booster, (given) => given instanceof PackedBooster);
    return result;
  } finally {
    for (const { learner } of folds) learner.close();
  }
}

// Those that options stand for come at the end.
function callbacksOf(options: CvOptions): readonly TrainingCallback<PackedBooster, MeanAndDeviation>[] {
  const { callbacks = [], verboseEval = false, showStdv = true, earlyStoppingRounds: rounds, maximize } = options;
  const period = verboseEval === true ? 1 : verboseEval || 0;
  return [
    ...callbacks,
    ...(period === 0 ? [] : [new EvaluationMonitor({ period, showStdv })]),
    ...(rounds ? [new EarlyStopping({ rounds, maximize })] : []),
  ];
}

function withMetrics(parameters: Parameters, metrics: CvOptions["metrics"]): Parameters {
  if (metrics === undefined || metrics.length === 0) return parameters;
  return { ...parameters, eval_metric: metrics };
}

interface Summary {
  readonly set: string;
  readonly metric: string;
  readonly mean: number;
  readonly deviation: number;
}

function overFolds(folds: readonly (readonly Score[])[]): readonly Summary[] {
  return folds[0]!.map(({ set, metric }, k) => {
    const values = folds.map((scores) => scores[k]!.value);
    const mean = pairwiseSum(values) / values.length;
    const squares = values.map((value) => (value - mean) * (value - mean));
    return { set, metric, mean, deviation: Math.sqrt(pairwiseSum(squares) / values.length) };
  });
}

function push(series: Record<string, number[]>, name: string, value: number): void {
  series[name] ??= [];
  series[name].push(value);
}
