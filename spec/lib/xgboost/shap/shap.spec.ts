import { suite } from "uvu";
import * as assert from "uvu/assert";
import { approximateContributions, contributions, diagonal, interactions } from "../../../../lib/xgboost/shap/index.js";
import { smallTree } from "../../../support/small-tree.js";

const shap = suite("lib/xgboost/shap");

const model = { trees: [smallTree], treeInfo: [0], features: 3, start: Float32Array.of(0.5) };
const rows = {
  data: Float32Array.of(1, 0, 0, 1, 1, 0, 3, 0, 1, Number.NaN, Number.NaN, 3, 3, 0, 9),
  rows: 5,
  baseMargin: new Float32Array(),
};
const margins = [-0.5, 1.5, 4.5, 1.5, 2.5];

const near = (got: number, want: number) => assert.ok(Math.abs(got - want) < 1e-6, `expected ${want}, got ${got}`);
const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0);

shap("a row's contributions add up to its margin, missing values and categories included", () => {
  const values = contributions(model, rows);
  assert.is(values.length, 5 * 4);
  for (const [row, margin] of margins.entries()) near(sum(values.subarray(row * 4, row * 4 + 4)), margin);
});

shap("contributions are Shapley values of the tree's conditional means", () => {
  const values = contributions(model, rows);
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ];
  for (let row = 0; row < 5; row++) {
    for (let feature = 0; feature < 3; feature++) {
      const gains = orders.map((order) => {
        const before = order.slice(0, order.indexOf(feature));
        return meanOf(row, 0, [...before, feature]) - meanOf(row, 0, before);
      });
      near(values[row * 4 + feature]!, gains.reduce((total, gain) => total + gain, 0) / orders.length);
    }
    near(values[row * 4 + 3]!, 0.5 + meanOf(row, 0, []));
  }
});

// Mean of the leaves that a row may reach when only some features are known.
function meanOf(row: number, node: number, known: readonly number[]): number {
  const { left, right, feature, threshold, defaultLeft, sumHessian } = smallTree;
  if (left[node]! < 0) return threshold[node]!;
  const of = (child: number) => meanOf(row, child, known);
  if (!known.includes(feature[node]!)) {
    const [a, b] = [left[node]!, right[node]!];
    return (of(a) * sumHessian[a]! + of(b) * sumHessian[b]!) / sumHessian[node]!;
  }
  const value = rows.data[row * 3 + feature[node]!]!;
  const goesLeft = node === 2 ? value !== 1 && value !== 3 : value < threshold[node]!;
  return of((Number.isNaN(value) ? defaultLeft[node] === 1 : goesLeft) ? left[node]! : right[node]!);
}

shap("interactions are symmetric and add up to contributions", () => {
  const matrix = interactions(model, rows);
  const values = contributions(model, rows);
  for (let row = 0; row < 5; row++) {
    for (let i = 0; i < 4; i++) {
      const line = matrix.subarray((row * 4 + i) * 4, (row * 4 + i + 1) * 4);
      near(sum(line), values[row * 4 + i]!);
      for (let j = 0; j < 4; j++) assert.is(line[j], matrix[(row * 4 + j) * 4 + i]);
    }
  }
});

shap("approximate contributions follow the change of means on the row's way", () => {
  const values = approximateContributions(model, { ...rows, rows: 1 });
  assert.equal(values, Float32Array.of(-1.25, -1.5, 0, 2.25));
  assert.equal(Array.from(diagonal(values, 4)), [-1.25, 0, 0, 0, 0, -1.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2.25]);
});

shap("a base margin stands in for the start, a tree's weight scales it", () => {
  const given = { ...rows, baseMargin: Float32Array.of(1, 2, 3, 4, 5) };
  const values = contributions({ ...model, treeWeights: [0.5] }, given);
  for (const [row, margin] of margins.entries()) {
    near(sum(values.subarray(row * 4, row * 4 + 4)), (margin - 0.5) / 2 + row + 1);
  }
});

shap("outputs are explained by their own trees", () => {
  const two = { ...model, trees: [smallTree, smallTree], treeInfo: [0, 1], start: Float32Array.of(0, 1) };
  const values = contributions(two, rows);
  for (let i = 0; i < 3; i++) assert.is(values[i], values[4 + i]);
  near(values[7]! - values[3]!, 1);
  assert.is(interactions(two, rows).length, 5 * 2 * 16);
});

shap.run();
