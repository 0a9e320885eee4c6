import { Booster } from "./booster.js";
import { CallbackContainer, EarlyStopping, EvaluationMonitor, type TrainingCallback } from "./callbacks/index.js";
import { checkCallbacks, checkEvaluations, checkMatrix, checkRounds } from "./check-arguments.js";
import { customScores } from "./custom-scores.js";
import { type Evaluation, Learner, type Score } from "./learner.js";
import type { DMatrix } from "./matrix/dmatrix.js";
import type { CustomMetric } from "./metric.js";
import type { CustomObjective } from "./objective.js";
import type { Parameters } from "./parameter-reader.js";

/** Values of metrics, round by round: `history.test.logloss[3]`. */
export type History = Record<string, Record<string, number[]>>;

/** How far a training is. */
export interface Progress {
  /** Counted from 0. */
  readonly round: number;
  /** Rounds that were asked for. */
  readonly rounds: number;
  readonly scores: readonly Score[];
}

/** Options of {@link train}. */
export interface TrainOptions {
  /** 10 unless given. */
  readonly numBoostRound?: number;
  /** Matrices that are evaluated after every round. */
  readonly evals?: readonly Evaluation[];
  /** Stops when the last metric of the last set has not improved for so many rounds; 0: never. */
  readonly earlyStoppingRounds?: number;
  /** For early stopping, whether more is better; known from the metric's name unless given. */
  readonly maximize?: boolean;
  /** Prints the metrics after every round, or every so many. */
  readonly verboseEval?: boolean | number;
  /** A model to go on from; it stays as it is. */
  readonly xgbModel?: Booster;
  /** Is filled with the values of all metrics. */
  readonly evalsResult?: History;
  readonly callbacks?: readonly TrainingCallback[];
  /** Gradients in place of the objective's. */
  readonly obj?: CustomObjective;
  /** One more metric, after the others. */
  readonly customMetric?: CustomMetric;
  /** Ends the training between two rounds with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Is called after every round. */
  readonly onRound?: (progress: Progress) => void;
  /** Where warnings go, such as parameters that nothing reads; the process's warnings unless given. */
  readonly onWarning?: (message: string) => void;
}

/**
 * Trains a booster, round by round, with xgboost's own parameter names. Throws `XGB_PARAMETER_REFUSED`,
 * `XGB_PARAMETER_UNSUPPORTED`, `XGB_LABEL_REFUSED` and what the data's checks throw.
 */
export function train(parameters: Parameters, matrix: DMatrix, options: TrainOptions = {}): Booster {
  const training = trainByRound(parameters, matrix, options);
  for (let step = training.next(); ; step = training.next()) if (step.done) return step.value;
}

/** As {@link train}, but lets other work of the process go on between rounds, so that a signal can be raised. */
export async function trainAsync(
  parameters: Parameters,
  matrix: DMatrix,
  options: TrainOptions = {},
): Promise<Booster> {
  const training = trainByRound(parameters, matrix, options);
  for (let step = training.next(); ; step = training.next()) {
    if (step.done) return step.value;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

function* trainByRound(parameters: Parameters, matrix: DMatrix, options: TrainOptions): Generator<number, Booster> {
  checkMatrix(matrix, "dtrain");
  checkRounds(options.numBoostRound ?? 10);
  checkEvaluations(options.evals ?? []);
  checkCallbacks(options.callbacks ?? []);
  options.signal?.throwIfAborted();
  const learner = new Learner(parameters, matrix, options.xgbModel);
  try {
    learner.checkSets(options.evals ?? []);
    return yield* rounds(learner, options);
  } finally {
    learner.close();
  }
}

function* rounds(learner: Learner, options: TrainOptions): Generator<number, Booster> {
  const { numBoostRound = 10, evals = [], signal, obj, evalsResult: history = {} } = options;
  const { booster } = learner;
  const warn = warner(learner, options);
  for (const message of learner.warnings) warn(message);
  const callbacks = new CallbackContainer(callbacksOf(options), history);
  callbacks.beforeTraining(booster);
  for (let round = 0; round < numBoostRound; round++) {
    if (callbacks.beforeIteration(booster, round)) break;
    learner.update(obj);
    const { customMetric } = options;
    const scores = [
      ...learner.evaluate(evals),
      ...customScores(learner, evals, { customMetric, isMargin: obj !== undefined }),
    ];
    warnOfScores(scores, warn);
    for (const { set, metric, value } of scores) callbacks.note(set, metric, value);
    options.onRound?.({ round, rounds: numBoostRound, scores });
    if (callbacks.afterIteration(booster, round)) break;
    yield round;
    signal?.throwIfAborted();
  }
  return callbacks.afterTraining(booster, (given) => given instanceof Booster);
}

// Those that options stand for come at the end.
function callbacksOf(options: TrainOptions): readonly TrainingCallback[] {
  const { callbacks = [], verboseEval = false, earlyStoppingRounds: rounds, maximize } = options;
  const period = verboseEval === true ? 1 : verboseEval || 0;
  return [
    ...callbacks,
    ...(period === 0 ? [] : [new EvaluationMonitor({ period })]),
    ...(rounds ? [new EarlyStopping({ rounds, maximize })] : []),
  ];
}

function warner({ verbosity }: Learner, { onWarning }: TrainOptions): (message: string) => void {
  if (verbosity === 0) return () => {};
  return onWarning ?? ((message) => process.emitWarning(message, "XGBoostWarning"));
}

const oneClass = "Dataset is empty, or contains only positive or negative samples.";

function warnOfScores(scores: readonly Score[], warn: (message: string) => void): void {
  for (const { metric, value } of scores) if (/^auc(pr)?$/.test(metric) && Number.isNaN(value)) warn(oneClass);
}
