/** What is known of the rows of a matrix beside their features. Every array holds float32 values. */
export interface DataInfo {
  readonly rows: number;
  /** One label a row, or several, row by row (see {@link labelColumns}); empty when the matrix has none. */
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

/** Labels a row: 1, or one for each target. */
export function labelColumns({ labels, rows }: DataInfo): number {
  return rows === 0 || labels.length === 0 ? 1 : labels.length / rows;
}

/** The same rows with the labels of one target alone. */
export function ofTarget(info: DataInfo, target: number): DataInfo {
  const columns = labelColumns(info);
  const labels = Float32Array.from({ length: info.rows }, (_, row) => info.labels[row * columns + target]!);
  return columns === 1 ? info : { ...info, labels };
}
