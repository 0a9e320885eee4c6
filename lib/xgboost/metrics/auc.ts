import { type DataInfo, labelColumns, ofTarget } from "../data-info.js";
import type { Metric } from "../metric.js";
import { type Area, precisionRecallArea, type Ranked, rocArea } from "./curve.js";
import { checkRowWeights, unusable } from "./elementwise.js";
import { descending } from "./order.js";

const f = Math.fround;

/** Area under the ROC curve: binary, one class against the rest weighted by prevalence, or over pairs in query groups. */
export const auc: Metric = metricOf("auc", rocArea, groupPairs);

/** Area under the precision-recall curve, with the same three forms. */
export const aucpr: Metric = metricOf(
  "aucpr",
  precisionRecallArea,
  (predictions, labels, weight) => precisionRecallArea({ predictions, labels, weight: () => weight }).area,
);

type GroupArea = (predictions: Float32Array, labels: Float32Array, weight: number) => number;

function metricOf(name: string, areaOf: (ranked: Ranked) => Area, groupArea: GroupArea): Metric {
  const metric: Metric = {
    name,
    evaluate(predictions, info) {
      const { labels, rows, groupStarts } = info;
      const columns = labelColumns(info);
      if (columns > 1 && predictions.length === labels.length) return overTargets(metric, predictions, info);
      if (labels.length !== rows) throw unusable(name, `there are ${labels.length} labels for ${rows} rows`);
      if (rows === 0) return Number.NaN;
      const classes = predictions.length / rows;
      if (!Number.isInteger(classes)) {
        throw unusable(name, `there are ${predictions.length} predictions for ${rows} rows`);
      }
      if (groupStarts.length > 0) return overGroups(name, predictions, info, groupArea);
      checkRowWeights(name, info);
      if (classes > 1) return overClasses(predictions, info, areaOf);
      const { area, falsePositive, truePositive } = areaOf({ predictions, labels, weight: weightOf(info) });
      const whole = falsePositive * truePositive;
      return whole > 0 ? Math.min(area / whole, 1) : Number.NaN;
    },
  };
  return metric;
}

// The mean of the areas of all targets.
function overTargets(metric: Metric, predictions: Float32Array, info: DataInfo): number {
  const targets = labelColumns(info);
  let sum = 0;
  for (let target = 0; target < targets; target++) {
    const own = predictions.filter((_, at) => at % targets === target);
    sum += metric.evaluate(own, ofTarget(info, target));
  }
  return sum / targets;
}

function overClasses(predictions: Float32Array, info: DataInfo, areaOf: (ranked: Ranked) => Area): number {
  const { labels, rows } = info;
  const classes = predictions.length / rows;
  let sum = 0;
  let prevalence = 0;
  for (let k = 0; k < classes; k++) {
    const { area, falsePositive, truePositive } = areaOf({
      predictions: Float32Array.from({ length: rows }, (_, row) => predictions[row * classes + k]!),
      labels: labels.map((label) => (label === k ? 1 : 0)),
      weight: weightOf(info),
    });
    const whole = falsePositive * truePositive;
    if (!(whole > 0) || Number.isNaN(area)) return Number.NaN;
    sum += (area / whole) * truePositive;
    prevalence += truePositive;
  }
  return prevalence === 0 ? Number.NaN : sum / prevalence;
}

function overGroups(name: string, predictions: Float32Array, info: DataInfo, groupArea: GroupArea): number {
  const { labels, weights, groupStarts } = info;
  if (predictions.length !== labels.length) throw unusable(name, "query groups need one prediction a row");
  if (name === "aucpr" && labels.some((label) => label < 0 || label > 1)) {
    throw unusable(name, "query groups need labels from 0 to 1");
  }
  let sum = 0;
  let valid = 0;
  for (let g = 0; g + 1 < groupStarts.length; g++) {
    const [from, to] = [groupStarts[g]!, groupStarts[g + 1]!];
    const weight = weights.length > 0 ? weights[g]! : 1;
    // Two documents make one comparison only, so that one class has no pair.
    if (name === "auc" && to - from < 3) continue;
    const area = groupArea(predictions.subarray(from, to), labels.subarray(from, to), weight);
    if (Number.isNaN(area)) continue;
    sum += area;
    valid++;
  }
  return valid > 0 ? sum / valid : Number.NaN;
}

function groupPairs(predictions: Float32Array, labels: Float32Array, weight: number): number {
  const order = descending(labels);
  const square = f(weight * weight);
  let area = 0;
  let total = 0;
  for (let i = 0; i < order.length; i++) {
    for (let j = i + 1; j < order.length; j++) {
      const difference = f(predictions[order[i]!]! - predictions[order[j]!]!);
      const right = difference > 0 ? 1 : difference === 0 ? 0.5 : 0;
      area += right * square;
      total += square;
    }
  }
  return total === 0 ? area : area / total;
}

function weightOf({ weights }: DataInfo): (row: number) => number {
  return weights.length > 0 ? (row) => weights[row]! : () => 1;
}
