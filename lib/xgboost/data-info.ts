/** What is known of the rows of a matrix beside their features. Every array holds float32 values. */
export interface DataInfo {
  readonly rows: number;
  /** One label a row; empty when the matrix has none. */
  readonly labels: Float32Array;
  /** One weight a row, or one a query group where there are groups; empty means 1 for all. */
  readonly weights: Float32Array;
  /** Row by row, one margin for each output; empty when the model's intercept is the start. */
  readonly baseMargin: Float32Array;
  /** First row of every query group and, last, the number of rows; empty without groups. */
  readonly groupStarts: Uint32Array;
  /** Interval-censored labels of survival:aft; empty when not given. */
  readonly lowerBounds: Float32Array;
  readonly upperBounds: Float32Array;
}
