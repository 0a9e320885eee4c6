import type { Document } from "./model-io/document.js";
import type { Tree } from "./tree.js";

/** What a model file holds beside its objective. */
export interface Model {
  /** Number of features. */
  readonly features: number;
  readonly classes: number;
  readonly targets: number;
  /** In stored form, one value or one an output. */
  baseScore: Float32Array;
  /** False when the user gave the base score. */
  boostFromAverage: boolean;
  /** Whether the base score was settled by training; before that, it is no more than a place holder. */
  hasIntercept: boolean;
  featureNames: readonly string[];
  featureTypes: readonly string[];
  readonly attributes: Map<string, string>;
  readonly trees: Tree[];
  /** Output (class, target) of every tree. */
  readonly treeInfo: number[];
  /** First tree of every round and, last, the number of trees. */
  readonly iterationStarts: number[];
  parallelTrees: number;
  /** What DART multiplies every tree by; undefined without DART. */
  weightDrop: number[] | undefined;
  /** Encodings of categories, passed on as they were read. */
  readonly cats: Document;
}

/** Margins a row: one for each class or target. */
export function outputsOf({ classes, targets }: Pick<Model, "classes" | "targets">): number {
  return Math.max(1, classes, targets);
}

/** A model without trees. */
export function emptyModel(shape: Pick<Model, "features" | "classes" | "targets">): Model {
  return {
    ...shape,
    baseScore: Float32Array.of(0.5),
    boostFromAverage: true,
    hasIntercept: false,
    featureNames: [],
    featureTypes: [],
    attributes: new Map(),
    trees: [],
    treeInfo: [],
    iterationStarts: [0],
    parallelTrees: 1,
    weightDrop: undefined,
    cats: { enc: [], feature_segments: new Int32Array(0), sorted_idx: new Int32Array(0) },
  };
}
