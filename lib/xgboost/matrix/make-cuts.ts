import type { DataInfo } from "../data-info.js";
import { type Cuts, queryCuts } from "../sketch/cuts.js";
import { sketch } from "../sketch/quantile-sketch.js";
import { eachColumn } from "./columns.js";
import type { FeatureValues } from "./feature-values.js";

/** Bin bounds of every feature, from the values and the sample weights of the rows. */
export function makeCuts(values: FeatureValues, info: DataInfo, maxBin: number): Cuts {
  const weightOfRow = rowWeights(info);
  const starts = new Uint32Array(values.cols + 1);
  const all: number[][] = [];
  const buffer = new Float32Array(weightOfRow.length === 0 ? 0 : values.rows);
  eachColumn(values, (column, feature) => {
    const weights = buffer.subarray(0, weightOfRow.length === 0 ? 0 : column.rows.length);
    for (let k = 0; k < weights.length; k++) weights[k] = weightOfRow[column.rows[k]!]!;
    const cuts = queryCuts(sketch({ values: column.values, weights }, maxBin), maxBin);
    starts[feature + 1] = starts[feature]! + cuts.length;
    all.push(cuts);
  });
  return { maxBin, starts, values: Float32Array.from(all.flat()), categorical: new Uint8Array(values.cols) };
}

/** The weight of every row, also where weights are those of query groups; empty means 1 for all. */
export function rowWeights({ rows, weights, groupStarts }: DataInfo): Float32Array {
  if (weights.length === 0 || weights.length === rows || groupStarts.length === 0) return weights;
  const out = new Float32Array(rows);
  for (const [group, weight] of weights.entries()) out.fill(weight, groupStarts[group], groupStarts[group + 1]);
  return out;
}
