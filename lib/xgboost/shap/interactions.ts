import { type Explained, type ExplainedRows, explainedTrees, startOf } from "./explained.js";
import { rootMeans } from "./root-means.js";
import { edgeValue, type EdgeListener, pairValue, TreeWalk } from "./tree-walk.js";

const f = Math.fround;

/**
 * SHAP interaction values, in float32: for every row and output a symmetric matrix of features and, last, the bias.
 * A row of the matrix adds up to the feature's SHAP value (reference §8.6).
 */
export function interactions(model: Explained, rows: ExplainedRows): Float32Array {
  const outputs = model.start.length;
  const width = model.features + 1;
  const trees = explainedTrees(model);
  const means = rootMeans(model, trees);
  const out = new Float32Array(rows.rows * outputs * width * width);
  const walk = new TreeWalk(model.features);
  const values = new Float32Array(width);
  for (let row = 0; row < rows.rows; row++) {
    for (let output = 0; output < outputs; output++) {
      const from = (row * outputs + output) * width * width;
      const matrix = out.subarray(from, from + width * width);
      values.fill(0);
      for (const tree of trees) {
        if (tree.output !== output) continue;
        walk.run(tree, { data: rows.data, at: row * model.features }, pairs(values, matrix, tree.weight));
      }
      values[width - 1] = f(values[width - 1]! + means[output]!) + startOf(model, rows, { row, output });
      finish(matrix, values);
    }
  }
  return out;
}

/** Without the walk over feature pairs xgboost finds no interactions: the values themselves on the diagonal. */
export function diagonal(values: Float32Array, width: number): Float32Array {
  const out = new Float32Array(values.length * width);
  for (let i = 0; i < values.length; i++) {
    const matrix = Math.floor(i / width) * width * width;
    out[matrix + (i % width) * (width + 1)] = values[i]! + 0;
  }
  return out;
}

function pairs(values: Float32Array, matrix: Float32Array, weight: number): EdgeListener {
  const width = values.length;
  const path: { readonly feature: number; readonly probability: number }[] = [];
  return {
    push: (feature, probability) => path.push({ feature, probability }),
    pop: () => path.pop(),
    edge(feature, h, at, probabilities) {
      values[feature] = values[feature]! + f(weight * edgeValue(h, at, probabilities));
      // Where a feature is on the path twice, its newest probability counts.
      const met = new Set([feature]);
      for (const { feature: other, probability } of path.toReversed()) {
        if (met.has(other)) continue;
        met.add(other);
        const cell = feature * width + other;
        matrix[cell] = matrix[cell]! + f(weight * pairValue(h, at, { ...probabilities, partner: probability }));
      }
    },
  };
}

// Averages both directions of every pair, then leaves on the diagonal what the pairs do not explain.
function finish(matrix: Float32Array, values: Float32Array): void {
  const width = values.length;
  for (let r = 0; r < width; r++) {
    for (let c = r + 1; c < width; c++) {
      const mean = 0.5 * f(matrix[r * width + c]! + matrix[c * width + r]!);
      matrix[r * width + c] = mean;
      matrix[c * width + r] = mean;
    }
  }
  for (let r = 0; r < width; r++) {
    let rest = values[r]!;
    for (let c = 0; c < width; c++) if (c !== r) rest = f(rest - matrix[r * width + c]!);
    matrix[r * width + r] = rest;
  }
}
