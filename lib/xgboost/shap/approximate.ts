import { type Explained, type ExplainedRows, explainedTrees, goesLeft, startOf } from "./explained.js";
import { nodeMeans } from "./root-means.js";

const f = Math.fround;

/**
 * Approximate contributions after Saabas, in the layout of SHAP values: each split on a row's way gets the change of the
 * mean value that it brings (xgboost's `approx_contribs`).
 */
export function approximateContributions(model: Explained, rows: ExplainedRows): Float32Array {
  const outputs = model.start.length;
  const width = model.features + 1;
  const trees = explainedTrees(model);
  const means = trees.map(({ tree }) => nodeMeans(tree));
  const out = new Float32Array(rows.rows * outputs * width);
  const ofTree = new Float32Array(width);
  for (let row = 0; row < rows.rows; row++) {
    const place = { data: rows.data, at: row * model.features };
    for (const [t, explained] of trees.entries()) {
      const { tree, output, weight } = explained;
      ofTree.fill(0);
      let node = 0;
      let value = means[t]![0]!;
      ofTree[model.features] = value;
      while (tree.left[node]! >= 0) {
        const feature = tree.feature[node]!;
        node = goesLeft(explained, node, place) ? tree.left[node]! : tree.right[node]!;
        const next = means[t]![node]!;
        ofTree[feature] = ofTree[feature]! + f(next - value);
        value = next;
      }
      const to = (row * outputs + output) * width;
      for (let i = 0; i < width; i++) out[to + i] = out[to + i]! + f(ofTree[i]! * weight);
    }
    for (let output = 0; output < outputs; output++) {
      const bias = (row * outputs + output + 1) * width - 1;
      out[bias] = out[bias]! + startOf(model, rows, { row, output });
    }
  }
  return out;
}
