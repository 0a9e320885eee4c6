/** Child of a leaf, in the left and right columns. */
export const NONE = -1;
/** Parent of a root and, in the feature column, mark of a deleted node (2^31 - 1, as files write it). */
export const NOWHERE = 2147483647;

/**
 * One regression tree, a column for every field of a node; a node's id is its place. Siblings are adjacent
 * (`right = left + 1`), as xgboost's predictor assumes. A row goes left when its value is below the threshold;
 * missing values follow `defaultLeft`. The leaf's value lies in `threshold`.
 */
export interface Tree {
  readonly nodes: number;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly parent: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  readonly defaultLeft: Uint8Array;
  readonly baseWeight: Float32Array;
  readonly sumHessian: Float32Array;
  readonly lossChange: Float32Array;
  /** 1 where the split is categorical; else 0. */
  readonly splitType: Uint8Array;
  /** Categories that go right, all nodes in one list; `categoryNodes[k]` owns `categorySizes[k]` from `categoryStarts[k]`. */
  readonly categories: Int32Array;
  readonly categoryNodes: Int32Array;
  readonly categoryStarts: Int32Array;
  readonly categorySizes: Int32Array;
  /** Nodes that pruning left in place. */
  readonly deleted: number;
  /** Number of features of the model. */
  readonly features: number;
  /** Values a leaf, where a file states another number than 1: old ones wrote 0. */
  readonly leafSize?: number;
}
