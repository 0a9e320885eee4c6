import { failure } from "../../errors/index.js";
import { type DataInfo, labelColumns } from "../data-info.js";
import type { Metric } from "../metric.js";

const block = 2048;

/** A metric that averages a loss of each row. */
export interface RowLoss {
  readonly name: string;
  /** Loss of a row in float32, without its weight. */
  row(label: number, prediction: number): number;
  /** From the sums to the value; default the mean, or the sum where the weights add up to 0. */
  final?(losses: number, weights: number): number;
}

/** The metric of a loss: products in float32, summed in double by blocks of 2,048 rows. */
export function elementwise({ name, row, final = mean }: RowLoss): Metric {
  return {
    name,
    evaluate(predictions, info) {
      const { labels } = info;
      const columns = labelColumns(info);
      checkRows(name, predictions, info, { width: columns, columns });
      const { losses, weights } = weightedSums(info, columns, (i) => row(labels[i]!, predictions[i]!));
      return final(losses, weights);
    },
  };
}

/** Sums of weighted losses and of weights over rows × `width` terms, in double by blocks. */
export function weightedSums(
  { weights: given, rows }: DataInfo,
  width: number,
  loss: (term: number) => number,
): { losses: number; weights: number } {
  const count = rows * width;
  const weighted = given.length > 0;
  let losses = 0;
  let weights = 0;
  for (let start = 0; start < count; start += block) {
    const end = Math.min(count, start + block);
    let blockLosses = 0;
    let blockWeights = 0;
    for (let i = start; i < end; i++) {
      const weight = weighted ? given[width === 1 ? i : Math.floor(i / width)]! : 1;
      blockLosses += Math.fround(loss(i) * weight);
      blockWeights += weight;
    }
    losses += blockLosses;
    weights += blockWeights;
  }
  return { losses, weights };
}

/** The weighted mean of losses, or their sum where no row has weight. */
export function mean(losses: number, weights: number): number {
  return weights === 0 ? losses : losses / weights;
}

/** Throws `XGB_METRIC_UNUSABLE` unless there are `columns` labels and `width` predictions for every row. */
export function checkRows(
  metric: string,
  predictions: Float32Array,
  info: DataInfo,
  { width = 1, columns = 1 }: { readonly width?: number; readonly columns?: number } = {},
): void {
  const { labels, rows } = info;
  if (labels.length !== rows * columns) throw unusable(metric, `there are ${labels.length} labels for ${rows} rows`);
  if (predictions.length !== rows * width) {
    throw unusable(metric, `there are ${predictions.length} predictions, expected ${width} for each of ${rows} rows`);
  }
  checkRowWeights(metric, info);
}

/** Throws `XGB_METRIC_UNUSABLE` where weights belong to query groups and not to rows. */
export function checkRowWeights(metric: string, { weights, rows, groupStarts }: DataInfo): void {
  if (weights.length > 0 && (groupStarts.length > 0 || weights.length !== rows)) {
    throw unusable(metric, "it takes a weight for each row, and the weights are those of query groups");
  }
}

/** @internal */
export function unusable(metric: string, reason: string): Error {
  return failure("XGB_METRIC_UNUSABLE", { metric, reason });
}
