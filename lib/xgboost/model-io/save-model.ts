import type { Model } from "../model.js";
import { shortest } from "../number-text.js";
import type { Objective } from "../objective.js";
import { type Document, LooseFloats } from "./document.js";
import { writeTree } from "./tree-document.js";
import { writeJson } from "./write-json.js";
import { writeUbjson } from "./write-ubjson.js";

/** Formats of model files. */
export type ModelFormat = "json" | "ubj";

/** The bytes of a model file, as xgboost 3.4.1 writes it. */
export function saveModel(model: Model, objective: Objective, format: ModelFormat): Uint8Array {
  const document = documentOf(model, objective);
  return format === "json" ? writeJson(document) : writeUbjson(document);
}

function documentOf(model: Model, objective: Objective): Document {
  return {
    learner: {
      attributes: Object.fromEntries(model.attributes),
      feature_names: model.featureNames,
      feature_types: model.featureTypes,
      gradient_booster: {
        model: {
          cats: model.cats,
          gbtree_model_param: {
            num_parallel_tree: String(model.parallelTrees),
            num_trees: String(model.trees.length),
          },
          iteration_indptr: model.iterationStarts,
          tree_info: model.treeInfo,
          trees: model.trees.map(writeTree),
          ...(model.weightDrop !== undefined && { weight_drop: new LooseFloats(model.weightDrop) }),
        },
        name: "gbtree",
      },
      learner_model_param: {
        base_score: `[${Array.from(model.baseScore, shortest).join(",")}]`,
        boost_from_average: model.boostFromAverage ? "1" : "0",
        num_class: String(model.classes),
        num_feature: String(model.features),
        num_target: String(model.targets),
      },
      objective: { name: objective.name, ...objective.toJson(), ...biasOf(objective) },
    },
    version: [3, 4, 1],
  };
}

function biasOf({ positionBias: bias }: Objective): Readonly<Record<string, Float32Array>> {
  if (bias === undefined) return {};
  return { "ti+": Float32Array.from(bias.plus), "tj-": Float32Array.from(bias.minus) };
}
