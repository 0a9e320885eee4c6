export { XGBClassifier } from "./classifier.js";
export {
  Estimator,
  type EstimatorMetric,
  type EstimatorParameters,
  type EstimatorPredictOptions,
  type FitOptions,
  type LabelledRows,
} from "./estimator.js";
export { type RankOptions, XGBRanker } from "./ranker.js";
export { XGBRegressor } from "./regressor.js";
