import type { MatrixData } from "../matrix/feature-values.js";
import { areSeveral, type Labels } from "../matrix/matrix-info.js";
import { pairwiseSum } from "../pairwise-sum.js";
import { r2Score, type ScoreOptions } from "../scores/index.js";
import { Estimator, type EstimatorParameters, type EstimatorPredictOptions, type FitOptions } from "./estimator.js";

/** A regressor as in xgboost's Python package: squared error unless another objective is given. */
export class XGBRegressor extends Estimator {
  protected readonly kind = "regressor";

  constructor(parameters: EstimatorParameters = {}) {
    super(parameters);
  }

  /** Trains anew, on one label a row or several; throws what `train` throws. */
  fit(x: MatrixData, y: Labels, options: FitOptions = {}): this {
    const { objective } = this.parameters;
    this.train([x, y], options, { objective: typeof objective === "string" ? objective : "reg:squarederror" });
    return this;
  }

  /** A value for every row, or one for each output. */
  predict(x: MatrixData, options: EstimatorPredictOptions = {}): Float32Array {
    return this.raw(x, options);
  }

  /** Coefficient of determination; of several labels a row, the mean of theirs. */
  score(x: MatrixData, y: Labels, options: ScoreOptions = {}): number {
    const predictions = this.predict(x);
    if (!areSeveral(y)) return r2Score(y, predictions, options);
    const { outputs } = this.getBooster();
    const scores = Array.from({ length: outputs }, (_, output) => {
      const ofOutput = predictions.filter((_, at) => at % outputs === output);
      return r2Score(
        y.map((row) => row[output]!),
        ofOutput,
        options,
      );
    });
    return pairwiseSum(scores) / outputs;
  }
}
