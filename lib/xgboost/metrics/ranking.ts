import type { DataInfo } from "../data-info.js";
import { log2 } from "../libm/index.js";
import type { Metric } from "../metric.js";
import type { ParameterReader } from "../parameter-reader.js";
import { unusable } from "./elementwise.js";
import { descending } from "./order.js";

const f = Math.fround;

/** A ranking metric's name and how many of the first places it looks at: `ndcg@3-`. */
export interface Cut {
  readonly name: string;
  readonly places: number;
  /** A group that cannot be ranked scores 0 and not 1. */
  readonly strict: boolean;
}

/** Rows of a query group. */
export interface Group {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}

/** Query groups of a matrix; all rows are one group when it has none. */
export function groupsOf({ rows, weights, groupStarts }: DataInfo): readonly Group[] {
  const starts = groupStarts.length > 0 ? groupStarts : Uint32Array.of(0, rows);
  return Array.from({ length: starts.length - 1 }, (_, g) => ({
    from: starts[g]!,
    to: starts[g + 1]!,
    weight: weights.length > 0 ? weights[g]! : 1,
  }));
}

/** Discount of a place, counted from 0. */
export function discount(place: number): number {
  return 1 / log2(place + 2);
}

/** Gain of a relevance degree. */
export function gain(label: number, exponential: boolean): number {
  return exponential ? 2 ** Math.trunc(label) - 1 : label;
}

// Throws `XGB_METRIC_UNUSABLE` where degrees are no whole numbers from 0 to 31, which the exponential gain needs.
function checkDegrees(name: string, labels: Float32Array): void {
  const row = labels.findIndex((label) => Math.abs(Math.floor(label) - label) > f(1e-6) || label < 0 || label > 31);
  if (row < 0) return;
  throw unusable(name, `the label of row ${row} is ${labels[row]}, expected a whole number from 0 to 31`);
}

/** Normalised discounted cumulative gain; ties keep the order of the rows. */
export function ndcg(argument: string | undefined, parameters: ParameterReader): Metric {
  return ndcgOf({ ...cutOf("ndcg", argument), exponentialGain: parameters.flag("ndcg_exp_gain", true) });
}

/** NDCG over the first places that a cut tells, with the gain of degrees or of labels as they are. */
export function ndcgOf({ exponentialGain, ...cut }: Cut & { readonly exponentialGain: boolean }): Metric {
  return overGroups(cut, { weighted: true }, (labels, order, info) => {
    if (exponentialGain) checkDegrees(cut.name, info.labels);
    const gains = (places: Uint32Array) =>
      places
        .subarray(0, cut.places)
        .reduce((sum, row, i) => sum + discount(i) * gain(labels[row]!, exponentialGain), 0);
    const ideal = gains(descending(labels));
    if (ideal <= 0) return undefined;
    const inverse = 1 / ideal;
    let score = 0;
    for (let i = 0; i < Math.min(order.length, cut.places); i++) {
      score += discount(i) * gain(labels[order[i]!]!, exponentialGain) * inverse;
    }
    return score;
  });
}

/** Mean average precision of binary labels. */
export function meanAveragePrecision(argument: string | undefined): Metric {
  const cut = cutOf("map", argument);
  return overGroups(cut, { weighted: true, binary: true, always: true }, (labels, order) => {
    const places = Math.min(cut.places, order.length);
    let hits = 0;
    let score = 0;
    for (let i = 0; i < order.length; i++) {
      const label = labels[order[i]!]!;
      hits += label;
      if (i < places) score += (hits / (i + 1)) * label;
    }
    return hits > 0 ? score / Math.min(hits, cut.places) : undefined;
  });
}

/** Share of relevant rows among the first places. */
export function precision(argument: string | undefined): Metric {
  const cut = cutOf("pre", argument);
  return overGroups(cut, { binary: true }, (labels, order, _, weight) => {
    const places = Math.min(cut.places, order.length);
    let hits = 0;
    for (let i = 0; i < places; i++) hits += f(labels[order[i]!]! * weight);
    return hits / places;
  });
}

interface Style {
  /** Multiplies a group's score by its weight. */
  readonly weighted?: boolean;
  /** Takes labels 0 and 1 only. */
  readonly binary?: boolean;
  /** Multiplies also the score of a group that cannot be ranked. */
  readonly always?: boolean;
}

type Score = (labels: Float32Array, order: Uint32Array, info: DataInfo, weight: number) => number | undefined;

function overGroups({ name, strict }: Cut, { weighted, binary, always }: Style, score: Score): Metric {
  return {
    name,
    evaluate(predictions, info) {
      checkGroups(name, predictions, info);
      if (binary) checkBinary(name, info.labels);
      let sum = 0;
      let weights = 0;
      for (const { from, to, weight } of groupsOf(info)) {
        const order = descending(predictions.subarray(from, to));
        const value = score(info.labels.subarray(from, to), order, info, weight);
        const worth = value ?? (strict ? 0 : 1);
        sum += weighted && (value !== undefined || always) ? worth * weight : worth;
        weights += weight;
      }
      return Math.min(1, weights > 0 ? sum / weights : sum);
    },
  };
}

function checkGroups(name: string, predictions: Float32Array, info: DataInfo): void {
  const { labels, rows, weights } = info;
  if (labels.length !== rows || predictions.length !== rows) {
    throw unusable(name, `there are ${labels.length} labels and ${predictions.length} predictions for ${rows} rows`);
  }
  const groups = groupsOf(info).length;
  if (weights.length > 0 && weights.length !== groups) {
    throw unusable(name, `there are ${weights.length} weights for ${groups} query groups`);
  }
}

function checkBinary(name: string, labels: Float32Array): void {
  const row = labels.findIndex((label) => Math.abs(label - 1) >= f(1e-6) && Math.abs(label) >= f(1e-6));
  if (row >= 0) throw unusable(name, `the label of row ${row} is ${labels[row]}, expected 0 or 1`);
}

// Without a number xgboost looks at the first 32 places.
function cutOf(family: string, argument: string | undefined): Cut {
  const [, digits] = /^(\d+)/.exec(argument ?? "") ?? [];
  const suffix = argument === undefined ? "" : digits === undefined ? argument : `@${argument}`;
  const places = digits === undefined ? 32 : Number(digits);
  if (digits === undefined && suffix !== "" && suffix !== "-") {
    throw unusable(`${family}@${argument}`, "it says no number of places, as in ndcg@5");
  }
  if (places < 1) throw unusable(`${family}${suffix}`, "it looks at no place");
  return { name: `${family}${suffix}`, places, strict: argument?.endsWith("-") ?? false };
}
