export { Booster, type DumpOptions, type PredictOptions } from "./booster.js";
export {
  type CheckPointOptions,
  EarlyStopping,
  type EarlyStoppingOptions,
  type EvaluationLog,
  EvaluationMonitor,
  type EvaluationMonitorOptions,
  LearningRateScheduler,
  type LoggedScore,
  PackedBooster,
  type TrainedModel,
  type TrainingCallback,
  TrainingCheckPoint,
} from "./callbacks/index.js";
export { type CvOptions, cv, type Fold, type FoldOptions } from "./cv/index.js";
export type { DataInfo } from "./data-info.js";
export type { DumpFormat } from "./dump/index.js";
export {
  Estimator,
  type EstimatorMetric,
  type EstimatorParameters,
  type EstimatorPredictOptions,
  type FitOptions,
  type LabelledRows,
  type RankOptions,
  XGBClassifier,
  XGBRanker,
  XGBRegressor,
} from "./estimators/index.js";
export type { ImportanceType } from "./importance.js";
export type { Evaluation, Score } from "./learner.js";
export { erf, exp, expf, hypotf, lgammaf, log, log1pf, logf, tanhf } from "./libm/index.js";
export { DMatrix, type QuantileCut } from "./matrix/dmatrix.js";
export type { ColumnData, CsrData, MatrixData, Numbers } from "./matrix/feature-values.js";
export type { Labels, MatrixOptions } from "./matrix/matrix-info.js";
export { QuantileDMatrix, type QuantileOptions } from "./matrix/quantile-dmatrix.js";
export type { CustomMetric } from "./metric.js";
export type { ModelFormat } from "./model-io/save-model.js";
export type { CustomObjective } from "./objective.js";
export type { Parameters } from "./parameter-reader.js";
export { RandomState } from "./random/random-state.js";
export { accuracyScore, r2Score, type ScoreOptions } from "./scores/index.js";
export { type Rows, type SplitOptions, trainTestSplit } from "./split/index.js";
export {
  type History,
  type Progress,
  type TrainOptions,
  train,
  trainAsync,
} from "./train.js";
