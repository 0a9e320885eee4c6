import { suite } from "uvu";
import * as assert from "uvu/assert";
import { layOut } from "../../../../lib/xgboost/forest.js";
import { DMatrix, train } from "../../../../lib/xgboost/index.js";
import { addTreeByLevels } from "../../../../lib/xgboost/kernels/walk-levels.js";
import { addTree, leafOf } from "../../../../lib/xgboost/kernels/walk-trees.js";

const walks = suite("lib/xgboost/kernels/walks");

const cols = 3;
const data = Float32Array.from({ length: 61 * cols }, (_, i) => (i % 11 === 0 ? Number.NaN : Math.sin(i * 1.3)));
const label = Array.from({ length: 61 }, (_, row) => Math.cos(row));
const { trees } = train({ max_depth: 5, min_child_weight: 0 }, new DMatrix(data, { rows: 61, cols, label })).model;
const forest = layOut(trees);

walks("by levels or node by node, rows get the same sums, for every number of rows", () => {
  for (const rows of [1, 2, 3, 4, 5, 61]) {
    for (const weight of [1, 0.3]) {
      const sums = [new Float32Array(2 * rows), new Float32Array(2 * rows)] as const;
      forest.roots.forEach((root, tree) => {
        const job = { root, weight, from: 1, stride: 2, depth: forest.depths[tree]! };
        addTree(forest, { data, rows, cols }, { ...job, out: sums[0] });
        addTreeByLevels(forest.levels, { data, rows, cols }, { ...job, out: sums[1] });
      });
      assert.equal(sums[1], sums[0]);
    }
  }
});

walks("a missing value follows the default side, any other the threshold", () => {
  const node = Array.from(forest.left, (child) => child).findIndex((child) => child >= 0);
  const row = new Float32Array(cols);
  row[forest.feature[node]!] = Number.NaN;
  const child = forest.left[node]! + 1 - forest.defaultLeft[node]!;
  assert.is(leafOf(forest, node, { data: row, at: 0 }), leafOf(forest, child, { data: row, at: 0 }));
});

walks.run();
