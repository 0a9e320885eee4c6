import type { Booster } from "../booster.js";

/** What a callback sees of a model that is being trained: a booster, or in `cv` the boosters of all folds as one. */
export interface TrainedModel {
  /** Rounds that were boosted. */
  readonly rounds: number;
  readonly attributes: Readonly<Record<string, string>>;
  readonly bestIteration: number;
  readonly bestScore: number | undefined;
  /** Sets an attribute; undefined removes it. */
  setAttribute(name: string, value: string | undefined): void;
  /** Changes a parameter from the next round on; see {@link Booster.setParameter}. */
  setParameter(name: string, value: unknown): void;
}

/** Value of a metric; in `cv` its mean over the folds and their standard deviation. */
export type LoggedScore = number | readonly [mean: number, deviation: number];

/** Values of metrics up to a round, by set and metric. */
export type EvaluationLog<Value extends LoggedScore = LoggedScore> = Record<string, Record<string, Value[]>>;

/**
 * Takes part in a training, as in xgboost's Python package: in `train` and the estimators it gets the booster and numbers,
 * in `cv` a {@link PackedBooster} and means with deviations. Where a callback ends the training, those that come after it
 * are not asked any more about that round.
 */
export interface TrainingCallback<Model extends TrainedModel = Booster, Value extends LoggedScore = number> {
  beforeTraining?(model: Model): void;
  /** True ends the training. */
  beforeIteration?(model: Model, round: number, log: EvaluationLog<Value>): boolean | undefined;
  /** True ends the training. */
  afterIteration?(model: Model, round: number, log: EvaluationLog<Value>): boolean | undefined;
  /** A model that is given back takes the place of the trained one; `cv` has no use for it. */
  afterTraining?(model: Model): unknown;
}
