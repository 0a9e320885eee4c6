import { suite } from "uvu";
import * as assert from "uvu/assert";
import { QuantileDMatrix } from "../../../../lib/xgboost/index.js";

const cuts = suite("lib/xgboost/matrix/quantile-cut");

cuts("bounds of bins begin with -Infinity, those of categories with the first category", () => {
  const rows = [
    [0, 1],
    [2, 0.5],
    [1, 3],
  ];
  const { indptr, values } = new QuantileDMatrix(rows, { featureTypes: ["c", "q"] }).getQuantileCut();
  assert.equal(Array.from(indptr), [0, 3, 7]);
  assert.equal(Array.from(values.subarray(0, 6)), [0, 1, 2, -Infinity, 1, 3]);
});

cuts.run();
