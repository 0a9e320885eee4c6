import { type Explained, type ExplainedRows, explainedTrees, startOf } from "./explained.js";
import { rootMeans } from "./root-means.js";
import { edgeValue, TreeWalk } from "./tree-walk.js";

/**
 * SHAP values: how much each feature moves a row's margin, and last the bias, which is what the margin starts from. In
 * float32, row × output × (features + 1); a row's values add up to its margin.
 */
export function contributions(model: Explained, rows: ExplainedRows): Float32Array {
  const outputs = model.start.length;
  const width = model.features + 1;
  const trees = explainedTrees(model);
  const means = rootMeans(model, trees);
  const out = new Float32Array(rows.rows * outputs * width);
  const ofTree = new Float32Array(width);
  const walk = new TreeWalk(model.features, {
    edge(edge) {
      ofTree[edge.feature] = ofTree[edge.feature]! + edgeValue(edge);
    },
  });
  for (let row = 0; row < rows.rows; row++) {
    for (const tree of trees) {
      ofTree.fill(0);
      walk.run(tree, { data: rows.data, at: row * model.features });
      const to = (row * outputs + tree.output) * width;
      for (let i = 0; i < model.features; i++) out[to + i] = out[to + i]! + Math.fround(ofTree[i]! * tree.weight);
    }
    for (let output = 0; output < outputs; output++) {
      const bias = (row * outputs + output + 1) * width - 1;
      out[bias] = means[output]! + startOf(model, rows, { row, output });
    }
  }
  return out;
}
