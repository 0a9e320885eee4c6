import { suite } from "uvu";
import * as assert from "uvu/assert";
import { RandomState } from "../../../../lib/xgboost/index.js";
import { queryCuts } from "../../../../lib/xgboost/sketch/cuts.js";
import { introsort } from "../../../../lib/xgboost/sketch/introsort.js";
import { sketch, sketchSorted } from "../../../../lib/xgboost/sketch/quantile-sketch.js";

const sketching = suite("lib/xgboost/sketch");

const none = new Float32Array(0);
const draws = (seed: number, count: number) => Float32Array.from(new RandomState(seed).randomSample(count));

sketching("few distinct values are all kept, and all but the smallest become cuts", () => {
  const summary = sketch({ values: Float32Array.of(3, 1, 2, 3, 1), weights: none }, 256);
  assert.equal(Array.from(summary.value), [1, 2, 3]);
  assert.equal(Array.from(summary.weight), [2, 1, 2]);
  assert.equal(queryCuts(summary, 256), [2, 3, Math.fround(3 + Math.fround(3 + Math.fround(1e-5)))]);
});

sketching("an empty column has one cut", () => {
  assert.equal(queryCuts(sketch({ values: none, weights: none }, 16), 16), [Math.fround(1e-5)]);
});

sketching("of many values the cuts lie within one rank in sixteen of the even ranks", () => {
  const values = draws(1, 20_000);
  const cuts = queryCuts(sketch({ values, weights: none }, 16), 16);
  assert.is(cuts.length, 16);
  const sorted = values.slice().sort();
  cuts.slice(0, 15).forEach((cut, i) => {
    const rank = sorted.findIndex((value) => value >= cut) / sorted.length;
    assert.ok(Math.abs(rank - (i + 1) / 16) < 1 / 16, `cut ${i} at rank ${rank}`);
  });
});

sketching("rows of weight 0 count for nothing", () => {
  const weights = Float32Array.of(0, 1, 1);
  assert.equal(Array.from(sketch({ values: Float32Array.of(9, 1, 2), weights }, 8).value), [1, 2]);
});

sketching("sorted values with few distinct ones give what a queue of them gives", () => {
  const values = Float32Array.of(1, 1, 2, 5, 5, 5);
  const weights = Float32Array.of(0.5, 0.25, 1, 1, 0.5, 0.5);
  assert.equal(sketchSorted({ values, weights }, 8), sketch({ values, weights }, 8));
});

sketching("the sort orders any input, also where it falls back to a heap", () => {
  const organ = Float32Array.from({ length: 4000 }, (_, i) => (i < 2000 ? i : 4000 - i));
  for (const values of [draws(2, 1), draws(3, 17), draws(4, 3000), organ, organ.map((v) => -v)]) {
    const rows = Uint32Array.from(values, (_, row) => row);
    const sorted = values.slice();
    introsort(sorted, rows, values.length);
    assert.equal(sorted, values.slice().sort());
    assert.ok(rows.every((row, at) => values[row] === sorted[at]));
  }
});

sketching.run();
