import { failure } from "../errors/index.js";
import type { ParameterReader } from "./parameter-reader.js";

/** What governs training beyond the single tree. */
export interface LearnerParameters {
  readonly treeMethod: "hist" | "exact" | "approx";
  readonly exact: ExactParameters;
  /** Fit a loaded model anew instead of growing trees. */
  readonly update: boolean;
  /** For `update`: the updaters by name. */
  readonly updaters: readonly string[];
  /** 0 or less: all processors. */
  readonly threads: number;
  readonly seed: bigint;
  readonly seedPerIteration: boolean;
  readonly parallelTrees: number;
  readonly classes: number;
  readonly targets: number;
  /** Undefined: estimated from the labels. */
  readonly baseScore: readonly number[] | undefined;
  readonly verbosity: number;
  /** As given: names in order, without repeats. */
  readonly evalMetrics: readonly string[];
  readonly defaultMetric: boolean;
}

/** Reads the parameters of the learner; throws `XGB_PARAMETER_REFUSED` and `XGB_PARAMETER_UNSUPPORTED`. */
export function readLearnerParameters(reader: ParameterReader): LearnerParameters {
  refuseUnsupported(reader);
  reader.text("objective");
  // Parameters that nothing reads are always told, as xgboost's Python package does whatever this says.
  reader.text("validate_parameters");
  // There is no GPU.
  reader.flag("fail_on_invalid_gpu_id", false);
  // DART is gbtree with dropout, whose parameters either takes.
  reader.choice("booster", "gbtree", ["gbtree", "dart"]);
  const method = reader.choice("tree_method", "auto", ["auto", "hist", "exact", "approx"]);
  // Of use to the cache of histograms alone.
  if (method !== "exact") reader.integer("max_cached_hist_node", 65536, { min: 1, bits: 64 });
  const update = reader.choice("process_type", "default", ["default", "update"]) === "update";
  return {
    treeMethod: method === "auto" ? "hist" : method,
    exact: method === "exact" ? readExact(reader) : { direction: "learn", optDenseCol: 1 },
    update,
    updaters: readUpdaters(reader, update),
    threads: reader.integer("nthread", 0),
    seed: readSeed(reader),
    seedPerIteration: reader.flag("seed_per_iteration", false),
    parallelTrees: reader.integer("num_parallel_tree", 1, { min: 1 }),
    baseScore: reader.floats("base_score", finite),
    classes: reader.integer("num_class", 0, { min: 0 }),
    targets: reader.integer("num_target", 1, { min: 1 }),
    verbosity: reader.integer("verbosity", 1, { min: 0, max: 3 }),
    evalMetrics: readMetrics(reader),
    defaultMetric: !reader.flag("disable_default_eval_metric", false),
  };
}

/** Parameters of the exact method alone. */
export interface ExactParameters {
  /** Where missing values go: where the gain is larger, or always to one side. */
  readonly direction: "learn" | "left" | "right";
  /** Columns with at least this share of values are scanned downwards alone. */
  readonly optDenseCol: number;
}

function readExact(reader: ParameterReader): ExactParameters {
  return {
    direction: reader.choice("default_direction", "learn", ["learn", "left", "right"]),
    optDenseCol: reader.float("opt_dense_col", 1, { min: 0, max: 1 }),
  };
}

const finite = { min: -3.4028234663852886e38, max: 3.4028234663852886e38 };

const supported: Readonly<Record<string, readonly string[]>> = {
  device: ["cpu"],
  multi_strategy: ["one_output_per_tree"],
};

function refuseUnsupported(reader: ParameterReader): void {
  for (const [parameter, values] of Object.entries(supported)) {
    const value = reader.text(parameter);
    if (value !== undefined && !values.includes(value.split(":")[0]!))
      throw failure("XGB_PARAMETER_UNSUPPORTED", { parameter, value, supported: values });
  }
  const other: Readonly<Record<string, string>> = { gblinear: "booster", gpu_hist: "tree_method" };
  for (const [value, parameter] of Object.entries(other)) {
    if (reader.text(parameter) === value)
      throw failure("XGB_PARAMETER_UNSUPPORTED", {
        parameter,
        value,
        supported: parameter === "booster" ? ["gbtree", "dart"] : ["hist", "exact", "approx"],
      });
  }
}

const refitters = ["refresh", "prune"];

function readUpdaters(reader: ParameterReader, update: boolean): readonly string[] {
  const text = reader.text("updater");
  const names = text === undefined ? [] : text.split(",").map((name) => name.trim());
  if (update ? names.length === 0 || !names.every((name) => refitters.includes(name)) : names.length > 0) {
    throw failure("XGB_PARAMETER_UNSUPPORTED", {
      parameter: "updater",
      value: text ?? "",
      supported: update ? refitters : ["none, tree_method chooses"],
    });
  }
  return names;
}

function readSeed(reader: ParameterReader): bigint {
  const text = reader.text("seed") ?? "0";
  if (!/^\s*[+-]?\d+\s*$/.test(text)) throw reader.refused("seed", "a whole number");
  const seed = BigInt(text.replace("+", ""));
  if (BigInt.asIntN(64, seed) !== seed) throw reader.refused("seed", "a whole number of at most 64 bits");
  return seed;
}

function readMetrics(reader: ParameterReader): readonly string[] {
  const raw = reader.raw("eval_metric");
  if (raw === undefined) return [];
  const names = Array.isArray(raw) ? raw.map(String) : [String(raw)];
  return [...new Set(names)];
}
