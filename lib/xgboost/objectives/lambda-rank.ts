import { failure } from "../../errors/index.js";
import type { DataInfo } from "../data-info.js";
import { log, log2 } from "../libm/index.js";
import { descending } from "../metrics/order.js";
import { type Group, groupsOf, ndcgOf } from "../metrics/ranking.js";
import type { GradientPairs, Objective } from "../objective.js";
import type { ParameterReader } from "../parameter-reader.js";
import { newtonSteps } from "./intercept.js";
import { anyLabel, checkLabels, type LabelRule } from "./label-rule.js";
import { sigmoid } from "./link.js";
import { PositionBias } from "./position-bias.js";
import { type Delta, mapDelta, ndcgDelta, noDelta } from "./rank-deltas.js";
import { randomPairs, topPairs } from "./rank-pairs.js";
import { type RankSettings, rankSettings } from "./rank-settings.js";

const f = Math.fround;
const smallest = 1e-16;

const degrees: LabelRule = {
  accepts: (label) => Number.isInteger(label) && label >= 0 && label <= 31,
  expected: "a whole number from 0 to 31, or any with ndcg_exp_gain false",
};
const binary: LabelRule = { accepts: (label) => label === 0 || label === 1, expected: "0 or 1" };

type Kind = "pairwise" | "ndcg" | "map";

/** `rank:pairwise`: every pair of different labels counts the same. */
export function rankPairwise(parameters: ParameterReader): Objective {
  return lambdaRank("pairwise", parameters);
}

/** `rank:ndcg`: a pair counts as much as its swap changes NDCG. */
export function rankNdcg(parameters: ParameterReader): Objective {
  return lambdaRank("ndcg", parameters);
}

/** `rank:map`: a pair counts as much as its swap changes the mean average precision; labels are 0 and 1. */
export function rankMap(parameters: ParameterReader): Objective {
  return lambdaRank("map", parameters);
}

function lambdaRank(kind: Kind, parameters: ParameterReader): Objective {
  const name = `rank:${kind}`;
  const settings = rankSettings(parameters);
  const rule = kind === "map" ? binary : kind === "ndcg" && settings.exponentialGain ? degrees : anyLabel;
  const family = kind === "map" ? "map" : "ndcg";
  const metric = settings.method === "topk" ? `${family}@${settings.pairs}` : family;
  const fill = ({ margins, info, out, draw, bias }: Filling): void => {
    const seed = settings.method === "mean" ? needed(draw)() : 0;
    const groups = groupsOf(info);
    const evenWeight = f(groups.length / groups.reduce((sum, { weight }) => sum + weight, 0));
    for (const [g, group] of groups.entries()) {
      fillGroup(group, { kind, settings, margins, labels: info.labels, seed: (seed + g) >>> 0, evenWeight, out, bias });
    }
  };
  const positionBias = settings.unbiased ? new PositionBias(settings.biasNorm) : undefined;
  return {
    name,
    ...(positionBias && { positionBias }),
    defaultMetric: metric,
    ...(family === "ndcg" ? { ownMetric: ndcgOf({ name: metric, ...settings, strict: false }) } : {}),
    classes: 0,
    targets: 1,
    checkLabels(info) {
      checkLabels(name, info, rule);
      const groups = groupsOf(info).length;
      const got = info.weights.length;
      if (got > 0 && got !== groups) {
        throw failure("XGB_DATA_SHAPE", { what: "weights, one for each query group", expected: groups, got });
      }
    },
    gradients(margins, info, { out, draw }) {
      if (positionBias?.isLearning === false) beginBias(positionBias, info, settings);
      fill({ margins, info, out, draw, bias: positionBias });
      positionBias?.update();
    },
    transform: (margins) => margins,
    evalTransform: (margins) => margins,
    toMargins: (baseScores) => baseScores,
    estimateBaseScore(info, draw) {
      const out = new Float32Array(2 * info.rows);
      // Of positions nothing is known yet.
      fill({ margins: new Float32Array(info.rows), info, out, draw, bias: undefined });
      return newtonSteps(out, info.rows, 1);
    },
    toJson: () => ({ lambdarank_param: settings.json }),
  };
}

type Draw = (() => number) | undefined;

interface Filling {
  readonly margins: Float32Array;
  readonly info: DataInfo;
  readonly out: GradientPairs;
  readonly draw: Draw;
  readonly bias: PositionBias | undefined;
}

const mostPositions = 32;

// Each position takes four doubles.
const mostTracked = 2 ** 22;

function beginBias(bias: PositionBias, info: DataInfo, { method, pairs }: RankSettings): void {
  const longest = Math.max(...groupsOf(info).map(({ from, to }) => to - from));
  if (method === "topk" && pairs > mostTracked)
    throw failure("XGB_PARAMETER_REFUSED", {
      parameter: "lambdarank_num_pair_per_sample",
      value: pairs,
      expected: `at most ${mostTracked} with lambdarank_unbiased`,
    });
  bias.begin(method === "topk" ? pairs : Math.min(longest, mostPositions));
}

function needed(draw: Draw): () => number {
  if (draw) return draw;
  throw failure("XGB_PARAMETER_REFUSED", {
    parameter: "lambdarank_pair_method",
    value: "mean",
    expected: "topk where there is no random stream",
  });
}

interface GroupJob {
  readonly kind: Kind;
  readonly settings: RankSettings;
  readonly margins: Float32Array;
  readonly labels: Float32Array;
  readonly seed: number;
  /** Keeps the size of gradients when groups are weighted. */
  readonly evenWeight: number;
  readonly out: GradientPairs;
  readonly bias: PositionBias | undefined;
}

function fillGroup({ from, to, weight }: Group, job: GroupJob): void {
  const { settings, seed, evenWeight, out, bias } = job;
  const margins = job.margins.subarray(from, to);
  const labels = job.labels.subarray(from, to);
  const pairs = out.subarray(2 * from, 2 * to).fill(0);
  const order = descending(margins);
  const ranked = Float32Array.from(order, (row) => labels[row]!);
  const delta = deltaOf(job.kind, settings, ranked);
  const spread = margins[order[0]!] !== margins[order[order.length - 1]!];
  const losses = bias?.losses(to - from);
  let total = 0;

  const visit = (first: number, second: number): void => {
    if (ranked[first] === ranked[second]) return;
    const [high, low] = ranked[first]! < ranked[second]! ? [second, first] : [first, second];
    const [rowHigh, rowLow] = [order[high]!, order[low]!];
    const difference = f(margins[rowHigh]! - margins[rowLow]!);
    const chance = sigmoid(difference);
    let change = Math.abs(delta({ place: high, label: ranked[high]! }, { place: low, label: ranked[low]! }));
    if (settings.byScore && spread) change /= Math.abs(difference) + 0.01;
    const places = { high: rowHigh, low: rowLow };
    const share = bias?.of(places) ?? 1;
    const gradient = f(((chance - 1) * change) / share);
    const hessian = f((Math.max(chance * (1 - chance), smallest) * change * 2) / share);
    pairs[2 * rowHigh] = pairs[2 * rowHigh]! + gradient;
    pairs[2 * rowHigh + 1] = pairs[2 * rowHigh + 1]! + hessian;
    pairs[2 * rowLow] = pairs[2 * rowLow]! - gradient;
    pairs[2 * rowLow + 1] = pairs[2 * rowLow + 1]! + hessian;
    total += -2 * gradient;
    if (losses !== undefined) bias?.note(places, log(1 / (1 - chance)) * change, losses);
  };
  if (settings.method === "topk") topPairs(labels.length, settings, visit);
  else randomPairs(ranked, { pairs: settings.pairs, seed }, visit);

  if (losses !== undefined) bias?.add(losses);
  const norm = normOf(settings, total);
  for (let i = 0; i < pairs.length; i++) {
    const value = norm === 1 ? pairs[i]! : f(pairs[i]! * norm);
    pairs[i] = f(value * weight) * evenWeight;
  }
}

function deltaOf(kind: Kind, settings: RankSettings, ranked: Float32Array): Delta {
  if (kind === "pairwise") return noDelta;
  if (kind === "map") return mapDelta(ranked);
  return ndcgDelta(ranked.toSorted().reverse(), settings.exponentialGain, settings.places);
}

// Of the first places by the sum of gradients, as LightGBM does; of random pairs by their number.
function normOf({ normalize, method, pairs }: RankSettings, total: number): number {
  if (!normalize) return 1;
  if (method === "mean") return f(1 / pairs);
  return total > 0 ? f(log2(1 + total) / total) : 1;
}
