import type { Tree } from "../../lib/xgboost/tree.js";

/** Seven nodes: feature 0 below 2.5, then feature 1 on the left and the categories 1 and 3 of feature 2 on the right. */
export const smallTree: Tree = {
  nodes: 7,
  left: Int32Array.of(1, 3, 5, -1, -1, -1, -1),
  right: Int32Array.of(2, 4, 6, -1, -1, -1, -1),
  parent: Int32Array.of(2147483647, 0, 0, 1, 1, 2, 2),
  feature: Int32Array.of(0, 1, 2, 0, 0, 0, 0),
  threshold: Float32Array.of(2.5, 0.1, 1e-45, -1, 1, 2, 4),
  defaultLeft: Uint8Array.of(1, 0, 0, 0, 0, 0, 0),
  baseWeight: new Float32Array(7),
  sumHessian: Float32Array.of(8, 4, 4, 1, 3, 2, 2),
  lossChange: Float32Array.of(10, 3, 5, 0, 0, 0, 0),
  splitType: Uint8Array.of(0, 0, 1, 0, 0, 0, 0),
  categories: Int32Array.of(1, 3),
  categoryNodes: Int32Array.of(2),
  categoryStarts: Int32Array.of(0),
  categorySizes: Int32Array.of(2),
  deleted: 0,
  features: 3,
};
