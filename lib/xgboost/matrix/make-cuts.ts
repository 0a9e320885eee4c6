import { failure } from "../../errors/index.js";
import type { DataInfo } from "../data-info.js";
import { type Cuts, queryCuts } from "../sketch/cuts.js";
import { introsort } from "../sketch/introsort.js";
import { sketch, sketchSorted } from "../sketch/quantile-sketch.js";
import { type Column, eachColumn } from "./columns.js";
import type { FeatureValues } from "./feature-values.js";

/** What cuts depend on beside the values. */
export interface CutOptions {
  readonly info: DataInfo;
  readonly maxBin: number;
  /** 1 for features that are categories. */
  readonly categorical: Uint8Array;
  /** Hessians of the rows, which weigh them further, and how `approx` sketches with them. */
  readonly hessians?: { readonly values: Float32Array; readonly how: "by row" | "sorted" };
}

/** Bin bounds of every feature, from the values and the weights of the rows. */
export function makeCuts(values: FeatureValues, options: CutOptions): Cuts {
  const { maxBin, categorical, hessians } = options;
  const weightOfRow = mergedWeights(options);
  const starts = new Uint32Array(values.cols + 1);
  const all: number[][] = [];
  eachColumn(values, (column, feature) => {
    const weights = weightOfRow.length === 0 ? weightOfRow : takeFloats(weightOfRow, column.rows);
    const cuts =
      categorical[feature] === 1
        ? categoryCuts(column, feature)
        : queryCuts(
            hessians?.how === "sorted"
              ? sketchSorted(sorted({ values: column.values, weights }), maxBin)
              : sketch({ values: column.values, weights }, maxBin),
            maxBin,
          );
    starts[feature + 1] = starts[feature]! + cuts.length;
    all.push(cuts);
  });
  return { maxBin, starts, values: Float32Array.from(all.flat()), categorical };
}

function mergedWeights({ info, hessians }: CutOptions): Float32Array {
  const weights = rowWeights(info);
  if (hessians === undefined) return weights;
  if (weights.length === 0) return hessians.values;
  return hessians.values.map((hessian, row) => hessian * weights[row]!);
}

function takeFloats(from: Float32Array, places: Uint32Array): Float32Array {
  const out = new Float32Array(places.length);
  for (let k = 0; k < out.length; k++) out[k] = from[places[k]!]!;
  return out;
}

function sorted({ values, weights }: { readonly values: Float32Array; readonly weights: Float32Array }) {
  const order = { values: values.slice(), weights: weights.slice() };
  introsort(order.values, order.weights, values.length);
  return order;
}

// One bin for every category from 0 to the highest.
function categoryCuts({ values, rows }: Column, feature: number): number[] {
  let highest = 0;
  values.forEach((value, k) => {
    if (value < 0 || value >= 16777216)
      throw failure("XGB_CATEGORY_REFUSED", { row: rows[k]!, column: feature, value });
    highest = Math.max(highest, value);
  });
  // Fractions lie in the bin of their whole part; more of them than bins are no categories (xgboost's CheckMaxCat).
  if (new Set(values).size > highest + 1) {
    const k = values.findIndex((value) => !Number.isInteger(value));
    throw failure("XGB_CATEGORY_REFUSED", { row: rows[k]!, column: feature, value: values[k]! });
  }
  return Array.from({ length: Math.trunc(highest) + 1 }, (_, category) => category);
}

/** The weight of every row, also where weights are those of query groups; empty means 1 for all. */
export function rowWeights({ rows, weights, groupStarts }: DataInfo): Float32Array {
  if (weights.length === 0 || weights.length === rows || groupStarts.length === 0) return weights;
  const out = new Float32Array(rows);
  for (const [group, weight] of weights.entries()) out.fill(weight, groupStarts[group], groupStarts[group + 1]);
  return out;
}
