import type { ParameterReader } from "../parameter-reader.js";
import { type InteractionSets, readInteractions } from "./interaction.js";

/** What governs the growth of a tree; floats are float32. */
export interface TreeParameters {
  readonly eta: number;
  /** 0: no limit. */
  readonly maxDepth: number;
  /** 0: no limit. */
  readonly maxLeaves: number;
  readonly bestFirst: boolean;
  /** gamma. */
  readonly minSplitLoss: number;
  readonly minChildWeight: number;
  readonly lambda: number;
  readonly alpha: number;
  /** 0: off. */
  readonly maxDeltaStep: number;
  readonly subsample: number;
  readonly gradientBased: boolean;
  readonly colsampleByTree: number;
  readonly colsampleByLevel: number;
  readonly colsampleByNode: number;
  readonly maxBin: number;
  /** Direction of every feature, -1, 0 or 1; empty when nothing is constrained. */
  readonly monotone: Int8Array;
  /** Undefined when every feature may meet every other. */
  readonly interactions: InteractionSets | undefined;
  readonly maxCatToOnehot: number;
  readonly maxCatThreshold: number;
  readonly refreshLeaf: boolean;
}

/** Names of features, for constraints that are written with them. */
export interface FeatureNames {
  readonly cols: number;
  readonly names: readonly string[];
}

const ratio = { min: 0, max: 1 };
const positive = { min: 0 };

/** Reads the parameters of trees; throws `XGB_PARAMETER_REFUSED`. */
export function readTreeParameters(reader: ParameterReader, features: FeatureNames): TreeParameters {
  // Of use to the storage of columns alone.
  reader.float("sparse_threshold", 0.2, ratio);
  return {
    eta: reader.float("learning_rate", 0.3, positive),
    maxDepth: reader.integer("max_depth", 6, positive),
    maxLeaves: reader.integer("max_leaves", 0, positive),
    bestFirst: reader.choice("grow_policy", "depthwise", ["depthwise", "lossguide"]) === "lossguide",
    minSplitLoss: reader.float("min_split_loss", 0, positive),
    minChildWeight: reader.float("min_child_weight", 1, positive),
    lambda: reader.float("reg_lambda", 1, positive),
    alpha: reader.float("reg_alpha", 0, positive),
    maxDeltaStep: reader.float("max_delta_step", 0, positive),
    subsample: reader.float("subsample", 1, ratio),
    gradientBased: reader.choice("sampling_method", "uniform", ["uniform", "gradient_based"]) === "gradient_based",
    colsampleByTree: reader.float("colsample_bytree", 1, ratio),
    colsampleByLevel: reader.float("colsample_bylevel", 1, ratio),
    colsampleByNode: reader.float("colsample_bynode", 1, ratio),
    maxBin: reader.integer("max_bin", 256, { min: 2 }),
    monotone: readMonotone(reader, features),
    interactions: readInteractions(reader, features),
    maxCatToOnehot: reader.integer("max_cat_to_onehot", 4, { min: 1, bits: 32 }),
    maxCatThreshold: reader.integer("max_cat_threshold", 64, { min: 1 }),
    refreshLeaf: reader.flag("refresh_leaf", true),
  };
}

const directions = "whole numbers as a list, as text in round brackets, or as an object by feature name";

function readMonotone(reader: ParameterReader, { cols, names }: FeatureNames): Int8Array {
  const raw = reader.raw("monotone_constraints");
  const text = reader.text("monotone_constraints");
  const given = typeof raw === "object" ? listed(raw, names) : typeof raw === "number" ? undefined : parsed(text);
  const isSound = given?.every((direction) => Number.isInteger(direction) && Math.abs(direction) < 2 ** 31);
  if (given === undefined || !isSound) throw reader.refused("monotone_constraints", directions);
  if (given.length > cols) throw reader.refused("monotone_constraints", `at most ${cols} directions, one a feature`);
  if (given.every((direction) => direction === 0)) return new Int8Array(0);
  const monotone = new Int8Array(cols);
  // xgboost looks at the sign alone.
  monotone.set(given.map(Math.sign));
  return monotone;
}

function listed(raw: object | null, names: readonly string[]): readonly number[] | undefined {
  if (raw === null) return [];
  return Array.isArray(raw) ? raw.map((direction) => Number(direction)) : byName(raw, names);
}

// One direction without sign, or a list in round brackets.
function parsed(text = "()"): readonly number[] | undefined {
  const inner = /^\s*\((.*)\)\s*$/s.exec(text)?.[1]?.replace(/,\s*$/, "");
  if (inner === undefined) return /^\s*\d+\s*$/.test(text) ? [Number(text)] : undefined;
  if (inner.trim() === "") return [];
  return inner.split(",").map((part) => (/^\s*[+-]?\d+L?\s*$/.test(part) ? Number.parseInt(part, 10) : Number.NaN));
}

function byName(directions: object, names: readonly string[]): readonly number[] | undefined {
  const byFeature = names.map(() => 0);
  for (const [name, direction] of Object.entries(directions)) {
    const feature = names.indexOf(name);
    if (feature < 0) return undefined;
    byFeature[feature] = Number(direction);
  }
  return byFeature;
}
