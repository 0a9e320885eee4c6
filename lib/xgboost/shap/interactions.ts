import { type Explained, type ExplainedRows, explainedTrees, startOf } from "./explained.js";
import { rootMeans } from "./root-means.js";
import { type Edge, type EdgeListener, edgeChange, edgeValue, pairValue, TreeWalk } from "./tree-walk.js";

const f = Math.fround;

/**
 * SHAP interaction values, in float32: for every row and output a symmetric matrix of features and, last, the bias.
 * A row of the matrix adds up to the feature's SHAP value.
 */
export function interactions(model: Explained, rows: ExplainedRows): Float32Array {
  const outputs = model.start.length;
  const width = model.features + 1;
  const trees = explainedTrees(model);
  const means = rootMeans(model, trees);
  const out = new Float32Array(rows.rows * outputs * width * width);
  const pairs = new Pairs(width);
  const walk = new TreeWalk(model.features, pairs);
  for (let row = 0; row < rows.rows; row++) {
    for (let output = 0; output < outputs; output++) {
      const from = (row * outputs + output) * width * width;
      const { values } = pairs;
      pairs.matrix = out.subarray(from, from + width * width);
      values.fill(0);
      for (const tree of trees) {
        if (tree.output !== output) continue;
        pairs.weight = tree.weight;
        walk.run(tree, { data: rows.data, at: row * model.features });
      }
      values[width - 1] = f(values[width - 1]! + means[output]!) + startOf(model, rows, { row, output });
      finish(pairs.matrix, values);
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

/** Adds every edge to its feature, and to the pairs with the other features of the path. */
class Pairs implements EdgeListener {
  readonly values: Float32Array;
  matrix = new Float32Array(0);
  weight = 1;
  readonly #features: number[] = [];
  readonly #probabilities: number[] = [];
  /** Place of the same feature further up the path, which its newer edge hides; -1 without one. */
  readonly #hidden: number[] = [];
  readonly #isHidden: boolean[] = [];

  constructor(width: number) {
    this.values = new Float32Array(width);
  }

  push(feature: number, probability: number): void {
    const hidden = this.#features.lastIndexOf(feature);
    if (hidden >= 0) this.#isHidden[hidden] = true;
    this.#features.push(feature);
    this.#probabilities.push(probability);
    this.#hidden.push(hidden);
    this.#isHidden.push(false);
  }

  pop(): void {
    this.#features.pop();
    this.#probabilities.pop();
    this.#isHidden.pop();
    const hidden = this.#hidden.pop()!;
    if (hidden >= 0) this.#isHidden[hidden] = false;
  }

  edge(edge: Edge): void {
    const { values, matrix, weight } = this;
    const { feature } = edge;
    values[feature] = values[feature]! + f(weight * edgeValue(edge));
    const changes = edgeChange(edge);
    // The path's last edge is the one that is told.
    for (let i = this.#features.length - 2; i >= 0; i--) {
      if (this.#isHidden[i]) continue;
      const cell = feature * values.length + this.#features[i]!;
      matrix[cell] = matrix[cell]! + f(weight * pairValue(edge, changes, this.#probabilities[i]!));
    }
  }
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
