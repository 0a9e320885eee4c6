import { failure } from "../errors/index.js";
import { Booster } from "./booster.js";
import { type DropoutParameters, readDropout } from "./dart/dropout.js";
import { labelColumns } from "./data-info.js";
import { readTreeParameters, type TreeParameters } from "./growth/tree-parameters.js";
import { type LearnerParameters, readLearnerParameters } from "./learner-parameters.js";
import type { DMatrix } from "./matrix/dmatrix.js";
import type { Metric } from "./metric.js";
import { createMetric } from "./metrics/index.js";
import { emptyModel, type Model, outputsOf } from "./model.js";
import type { Objective } from "./objective.js";
import { createObjective } from "./objectives/index.js";
import { ParameterReader, type Parameters } from "./parameter-reader.js";
import { type MersenneTwister, seeded } from "./random/mersenne-twister.js";

/** Everything that is settled before the first round. */
export interface Setup {
  readonly booster: Booster;
  readonly model: Model;
  readonly objective: Objective;
  readonly parameters: LearnerParameters;
  readonly trees: TreeParameters;
  readonly dropout: DropoutParameters;
  readonly rng: MersenneTwister;
  /** Metrics of the evaluation sets; made when first asked for, unless they were named. */
  metrics(): readonly Metric[];
  /** Sentences about parameters that are outdated, and about those that nothing reads. */
  readonly warnings: readonly string[];
}

/**
 * Reads and checks parameters against the data, and makes or takes over the model (LearnerConfiguration). A booster that
 * was trained in this process hands on its parameters and its random stream, one that was loaded only its objective.
 */
export function setUp(given: Parameters, matrix: DMatrix, start?: Booster): Setup {
  if (matrix.rows === 0) throw failure("XGB_DATA_SHAPE", { what: "rows to train on", expected: "at least 1", got: 0 });
  const before = start?.training;
  const named = withDefaults({ ...before?.parameters, ...start?.parametersSet, ...given });
  const reader = new ParameterReader(named);
  const parameters = readLearnerParameters(reader);
  const trees = readTreeParameters(reader, { cols: matrix.cols, names: matrix.featureNames });
  const dropout = readDropout(reader);
  const full = new ParameterReader({ ...start?.objectiveParameters, ...named });
  const name = full.text("objective") ?? start?.objective.name ?? "reg:squarederror";
  const objective = forTargets(createObjective(name, full), labelColumns(matrix.info));
  if (objective.classes === 0 && full.integer("num_class", 0, { min: 0 }) > 1)
    throw full.refused("num_class", `none, since ${objective.name} knows no classes`);
  const metricNames = [...new Set([...(before?.metrics ?? []), ...parameters.evalMetrics])];
  let metrics = metricNames.length === 0 ? undefined : namedMetrics(metricNames, full);
  const unread = new Set(full.unused());
  if (start !== undefined && start.model.targets !== objective.targets)
    throw failure("XGB_DATA_SHAPE", { what: "labels a row", expected: start.model.targets, got: objective.targets });
  const model = start === undefined ? newModel(matrix, objective, parameters) : start.copyModel();
  if (parameters.baseScore !== undefined) takeBaseScore(model, objective, parameters.baseScore);
  // The forests of a model are as large as its first one.
  if (model.trees.length === 0) model.parallelTrees = parameters.parallelTrees;
  const rng = before?.seed === parameters.seed ? before.rng.copy() : seeded(parameters.seed);
  const booster = new Booster({ model, objective, parameters: { ...start?.objectiveParameters, ...named } });
  // The default metric stays with a booster, beside those that are named later.
  const own = parameters.defaultMetric ? [objective.defaultMetric] : [];
  const handedOn = metricNames.length > 0 ? metricNames : own;
  booster.training = { parameters: named, metrics: handedOn, seed: parameters.seed, rng };
  adoptFeatures(booster, model, matrix);
  return {
    booster,
    model,
    objective,
    parameters,
    trees,
    dropout,
    rng,
    metrics() {
      metrics ??= parameters.defaultMetric ? [objective.ownMetric ?? createMetric(objective.defaultMetric, full)] : [];
      return metrics;
    },
    warnings: warningsOf(
      full,
      reader.unused().filter((name) => unread.has(name)),
    ),
  };
}

/** The same training after parameters of trees or dropout were set on its booster; throws as {@link setUp}. */
export function withParameters(setup: Setup, parametersSet: Parameters, matrix: DMatrix): Setup {
  const training = setup.booster.training!;
  const parameters = { ...training.parameters, ...parametersSet };
  setup.booster.training = { ...training, parameters };
  const reader = new ParameterReader(parameters);
  const trees = readTreeParameters(reader, { cols: matrix.cols, names: matrix.featureNames });
  return { ...setup, trees, dropout: readDropout(reader) };
}

function warningsOf(reader: ParameterReader, unused: readonly string[]): readonly string[] {
  const warnings: string[] = [];
  if (reader.text("objective") === "reg:linear")
    warnings.push("reg:linear is now deprecated in favor of reg:squarederror.");
  if (unused.length > 0)
    warnings.push(`Parameters: { ${unused.map((name) => JSON.stringify(name)).join(", ")} } are not used.`);
  return warnings;
}

function forTargets(objective: Objective, columns: number): Objective {
  if (columns === 1) return objective;
  if (objective.withTargets !== undefined) return objective.withTargets(columns);
  throw refuse("objective", objective.name, "one for several labels a row, such as reg:squarederror");
}

// A number of classes alone means multi:softmax, and count:poisson bounds its leaves.
function withDefaults(given: Parameters): Parameters {
  const isGiven = (name: string) => given[name] !== undefined && given[name] !== null;
  const out: Record<string, unknown> = { ...given };
  if (!isGiven("objective") && Number(given.num_class) > 1) out.objective = "multi:softmax";
  if (given.objective === "count:poisson" && !isGiven("max_delta_step")) out.max_delta_step = 0.7;
  return out;
}

// A metric is passed over where one that prints its very name is there: `error` after `error@0.5`, but not before.
function namedMetrics(names: readonly string[], reader: ParameterReader): readonly Metric[] {
  const metrics: Metric[] = [];
  for (const name of names) {
    if (metrics.every((metric) => metric.name !== name)) metrics.push(createMetric(name, reader));
  }
  return metrics;
}

function newModel(matrix: DMatrix, objective: Objective, given: LearnerParameters): Model {
  // One class is as good as none, and files repeat it.
  const classes = objective.classes || given.classes;
  if (objective.classes === 0 && classes > 1)
    throw refuse("num_class", classes, `0 or 1, since ${objective.name} has no classes`);
  const { targets } = objective;
  if (given.targets > 1 && given.targets !== targets) throw refuse("num_target", given.targets, String(targets));
  const model = emptyModel({ features: matrix.cols, classes, targets });
  model.baseScore = new Float32Array(outputsOf(model)).fill(0.5);
  return model;
}

// A base score that is given counts for a model that has one as well.
function takeBaseScore(model: Model, objective: Objective, baseScore: readonly number[]): void {
  const outputs = outputsOf(model);
  if (baseScore.length !== 1 && baseScore.length !== outputs) {
    const expected = outputs === 1 ? "one number" : `one number, or ${outputs}`;
    throw refuse("base_score", baseScore, expected);
  }
  model.baseScore = Float32Array.from({ length: outputs }, (_, output) => baseScore[output] ?? baseScore[0]!);
  model.boostFromAverage = false;
  objective.toMargins(model.baseScore);
}

function refuse(parameter: string, value: unknown, expected: string): Error {
  return failure("XGB_PARAMETER_REFUSED", { parameter, value, expected });
}

function adoptFeatures(booster: Booster, model: Model, matrix: DMatrix): void {
  booster.checkFeatures(matrix);
  if (matrix.cols !== model.features)
    throw failure("XGB_DATA_SHAPE", { what: "columns", expected: model.features, got: matrix.cols });
  if (model.featureNames.length === 0) model.featureNames = matrix.featureNames;
  if (model.featureTypes.length === 0) model.featureTypes = matrix.featureTypes;
}
