import { failure } from "../../errors/index.js";
import { type Model, outputsOf } from "../model.js";
import type { Objective } from "../objective.js";
import { createObjective } from "../objectives/index.js";
import { ParameterReader } from "../parameter-reader.js";
import { type Document, type FileValue, NumberList } from "./document.js";
import { FileObject } from "./file-reader.js";
import { readJson } from "./read-json.js";
import { readUbjson } from "./read-ubjson.js";
import { readTree } from "./tree-document.js";

/** A model file's content: the model, its objective, and the objective's parameters by name. */
export interface Loaded {
  readonly model: Model;
  readonly objective: Objective;
  readonly parameters: Readonly<Record<string, string>>;
}

const manyNumbers = { min: 0, max: 2 ** 31 - 1 };
// A row of the features, and one of the classes, is laid out to predict it.
const mostFeatures = { min: 0, max: 2 ** 24 };
const mostClasses = { min: 0, max: 2 ** 20 };

/**
 * Reads a model file of xgboost 1.6 or newer, JSON or UBJSON. Throws `XGB_MODEL_UNREADABLE`, `XGB_MODEL_BROKEN` with the
 * path of the field, or `XGB_NAME_UNKNOWN` for an objective that is not known.
 */
export function loadModel(bytes: Uint8Array): Loaded {
  const learner = new FileObject(readFile(bytes), "").object("learner");
  const { objective, parameters } = readObjective(learner);
  const param = learner.object("learner_model_param");
  const classes = param.countText("num_class", mostClasses);
  const targets = param.has("num_target") ? param.countText("num_target", { min: 1, max: 2 ** 20 }) : 1;
  const features = param.countText("num_feature", mostFeatures);
  if (classes !== objective.classes) throw param.broken("num_class", String(objective.classes), classes);
  if (objective.targets > 1 && targets !== objective.targets)
    throw param.broken("num_target", String(objective.targets), targets);
  const shape = { classes, targets, features };
  const booster = readBooster(learner.object("gradient_booster"), shape);
  const model: Model = {
    ...shape,
    ...booster,
    baseScore: readBaseScore(param, outputsOf(shape)),
    boostFromAverage: !param.has("boost_from_average") || param.text("boost_from_average") !== "0",
    hasIntercept: false,
    featureNames: readNames(learner, "feature_names", features),
    featureTypes: readNames(learner, "feature_types", features),
    attributes: new Map(learner.object("attributes").entries()),
  };
  return { model, objective, parameters };
}

function readFile(bytes: Uint8Array): FileValue {
  const start = new TextDecoder().decode(bytes.subarray(0, 2));
  if (start === "{L") return readUbjson(bytes);
  if (/^\s*\{/.test(new TextDecoder().decode(bytes.subarray(0, 64)))) return readJson(bytes);
  throw failure("XGB_MODEL_UNREADABLE", { at: 0, expected: "a JSON or UBJSON object", got: JSON.stringify(start) });
}

function readNames(learner: FileObject, key: string, features: number): readonly string[] {
  const names = learner.texts(key);
  if (names.length !== 0 && names.length !== features) throw learner.broken(key, `none or ${features}`, names);
  return names;
}

function readObjective(learner: FileObject): Pick<Loaded, "objective" | "parameters"> {
  const file = learner.object("objective");
  const parameters = Object.fromEntries(file.objects().flatMap((group) => [...group.entries()]));
  const objective = createObjective(file.text("name"), new ParameterReader(parameters));
  objective.positionBias?.restore(file.floats("ti+"), file.floats("tj-"));
  return { objective, parameters };
}

// One number for all outputs, or a list; versions before 3.1 wrote the bare number.
function readBaseScore(param: FileObject, outputs: number): Float32Array {
  const text = param.text("base_score");
  const values = text
    .replace(/^\[|\]$/g, "")
    .split(",")
    .map(Number);
  if (values.some((value) => Number.isNaN(value)) || (values.length !== 1 && values.length !== outputs))
    throw param.broken("base_score", `one number, or ${outputs}`, text);
  return Float32Array.from({ length: outputs }, (_, output) => values[output] ?? values[0]!);
}

type BoosterPart = Pick<Model, "trees" | "treeInfo" | "iterationStarts" | "parallelTrees" | "weightDrop" | "cats">;

function readBooster(file: FileObject, shape: Pick<Model, "classes" | "targets" | "features">): BoosterPart {
  const name = file.text("name");
  if (name === "gblinear") {
    const supported = ["gbtree", "dart"];
    throw failure("XGB_PARAMETER_UNSUPPORTED", { parameter: "booster", value: name, supported });
  }
  if (name !== "gbtree" && name !== "dart") throw file.broken("name", "gbtree or dart", name);
  // Before 3.4 a DART model was a gbtree model in a wrapper.
  const inner = file.has("gbtree") ? file.object("gbtree") : file;
  const model = inner.object("model");
  const param = model.object("gbtree_model_param");
  const list = model.list("trees");
  const count = param.countText("num_trees", manyNumbers);
  if (count !== list.length) throw param.broken("num_trees", String(list.length), count);
  const { features } = shape;
  const trees = list.map((tree, id) =>
    readTree(tree, { id, features, path: `learner.gradient_booster.model.trees[${id}]` }),
  );
  const treeInfo = Array.from(model.integers("tree_info", count));
  const outputs = outputsOf(shape);
  for (const output of treeInfo) {
    if (!(output >= 0 && output < outputs)) throw model.broken("tree_info", `outputs below ${outputs}`, output);
  }
  const parallelTrees = param.has("num_parallel_tree")
    ? param.countText("num_parallel_tree", { min: 1, max: 2 ** 20 })
    : 1;
  const holder = model.has("weight_drop") ? model : file;
  return {
    trees,
    treeInfo,
    parallelTrees,
    iterationStarts: readRounds(model, { count, perRound: outputs * parallelTrees }),
    weightDrop: holder.has("weight_drop") ? Array.from(holder.floats("weight_drop", count)) : undefined,
    cats: readCats(model),
  };
}

function readCats(model: FileObject): Document {
  const none = { enc: [], feature_segments: new Int32Array(0), sorted_idx: new Int32Array(0) };
  if (!model.has("cats") || model.object("cats").list("enc").length === 0) return none;
  return toDocument(model.value("cats"));
}

function readRounds(
  model: FileObject,
  { count, perRound }: { readonly count: number; readonly perRound: number },
): number[] {
  if (!model.has("iteration_indptr")) {
    const rounds = Math.ceil(count / perRound);
    return Array.from({ length: rounds + 1 }, (_, round) => Math.min(count, round * perRound));
  }
  const starts = Array.from(model.integers("iteration_indptr"));
  const isSound =
    starts[0] === 0 && starts.at(-1) === count && starts.every((at, i) => i === 0 || at >= starts[i - 1]!);
  if (!isSound) throw model.broken("iteration_indptr", `ascending numbers from 0 to ${count}`, starts);
  return starts;
}

// Categories' encodings are passed on as they are; lists of numbers there are int32 or float32.
function toDocument(value: FileValue): Document {
  if (value instanceof NumberList)
    return value.kind === "floats" ? Float32Array.from(value.values) : Int32Array.from(value.values);
  if (value instanceof Map)
    return Object.fromEntries(
      [...(value as ReadonlyMap<string, FileValue>)].map(([key, item]) => [key, toDocument(item)]),
    );
  if (Array.isArray(value)) return (value as readonly FileValue[]).map(toDocument);
  return typeof value === "string" ? value : Number(value);
}
