import { general } from "../number-text.js";
import type { ParameterReader } from "../parameter-reader.js";

const notSet = 4294967295;

/** Parameters of the ranking objectives. */
export interface RankSettings {
  /** How pairs are made: of the first places with all others, or some at random for every row. */
  readonly method: "topk" | "mean";
  /** First places, or pairs a row. */
  readonly pairs: number;
  readonly normalize: boolean;
  readonly byScore: boolean;
  readonly exponentialGain: boolean;
  /** Whether the bias of positions is learned. */
  readonly unbiased: boolean;
  readonly biasNorm: number;
  /** Places that the default metric looks at. */
  readonly places: number;
  readonly json: Readonly<Record<string, string>>;
}

/** Reads them with xgboost's defaults: `topk` with 32 pairs, or `mean` with one pair a row. */
export function rankSettings(parameters: ParameterReader): RankSettings {
  const method = parameters.choice("lambdarank_pair_method", "topk", ["topk", "mean"]);
  const given = parameters.integer("lambdarank_num_pair_per_sample", notSet, { min: 1, bits: 64 });
  const pairs = given === notSet ? (method === "topk" ? 32 : 1) : given;
  const flag = (name: string, otherwise: boolean) => parameters.flag(name, otherwise);
  const normalize = flag("lambdarank_normalization", true);
  const byScore = flag("lambdarank_score_normalization", true);
  const exponentialGain = flag("ndcg_exp_gain", true);
  const unbiased = flag("lambdarank_unbiased", false);
  const bias = parameters.double("lambdarank_bias_norm", 1, { min: 0 });
  return {
    method,
    pairs,
    normalize,
    byScore,
    exponentialGain,
    unbiased,
    biasNorm: bias,
    places: method === "topk" ? pairs : Number.POSITIVE_INFINITY,
    json: {
      lambdarank_bias_norm: general(bias, 17),
      lambdarank_normalization: normalize ? "1" : "0",
      lambdarank_num_pair_per_sample: wholeText(parameters.text("lambdarank_num_pair_per_sample")),
      lambdarank_pair_method: method,
      lambdarank_score_normalization: byScore ? "1" : "0",
      lambdarank_unbiased: unbiased ? "1" : "0",
      ndcg_exp_gain: exponentialGain ? "1" : "0",
    },
  };
}

// All 64 bits, of which a number would lose some.
function wholeText(given = String(notSet)): string {
  return String(BigInt.asUintN(64, BigInt(given.trim().replace("+", ""))));
}
