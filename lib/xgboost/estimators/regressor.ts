import type { MatrixData, Numbers } from "../matrix/feature-values.js";
import { r2Score, type ScoreOptions } from "../scores/index.js";
import { Estimator, type EstimatorParameters, type EstimatorPredictOptions, type FitOptions } from "./estimator.js";

/** A regressor as in xgboost's Python package: squared error unless another objective is given. */
export class XGBRegressor extends Estimator {
  protected readonly kind = "regressor";

  constructor(parameters: EstimatorParameters = {}) {
    super(parameters);
  }

  /** Trains anew; throws what `train` throws. */
  fit(x: MatrixData, y: Numbers, options: FitOptions = {}): this {
    const { objective } = this.parameters;
    this.train([x, y], options, { objective: typeof objective === "string" ? objective : "reg:squarederror" });
    return this;
  }

  /** A value for every row, or one for each output. */
  predict(x: MatrixData, options: EstimatorPredictOptions = {}): Float32Array {
    return this.raw(x, options);
  }

  /** Coefficient of determination. */
  score(x: MatrixData, y: Numbers, options: ScoreOptions = {}): number {
    return r2Score(y, this.predict(x), options);
  }
}
