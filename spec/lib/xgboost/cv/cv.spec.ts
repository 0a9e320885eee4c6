import { suite } from "uvu";
import * as assert from "uvu/assert";
import { cv, DMatrix, QuantileDMatrix } from "../../../../lib/xgboost/index.js";
import { throws } from "../../../support/expect.js";
import { sampleRows } from "../../../support/sample-rows.js";

const validating = suite("lib/xgboost/cv");

const { x, y } = sampleRows(60);
const matrix = new DMatrix(x, { label: y });
const params = { objective: "binary:logistic", max_depth: 2, verbosity: 0 };

validating("means and deviations of every metric on both parts, round by round", () => {
  const result = cv(params, matrix, { numBoostRound: 3, nfold: 4, metrics: ["error", "logloss"] });
  assert.equal(Object.keys(result), [
    "train-error-mean",
    "train-error-std",
    "train-logloss-mean",
    "train-logloss-std",
    "test-error-mean",
    "test-error-std",
    "test-logloss-mean",
    "test-logloss-std",
  ]);
  assert.ok(Object.values(result).every((series) => series.length === 3));
  assert.ok(result["train-logloss-mean"]![2]! < result["train-logloss-mean"]![0]!);
});

validating("the same seed deals the same folds, another seed others", () => {
  const last = (seed: number) => cv(params, matrix, { seed })["test-logloss-mean"];
  assert.equal(last(1), last(1));
  assert.not.equal(last(1), last(2));
});

validating("early stopping ends the series at the best round", () => {
  const options = { numBoostRound: 60, earlyStoppingRounds: 3, nfold: 3 };
  const series = cv({ ...params, eta: 1, max_depth: 5 }, matrix, options)["test-logloss-mean"]!;
  assert.ok(series.length < 60);
  assert.is(Math.min(...series), series.at(-1));
});

validating("stratified folds hold every class in proportion", () => {
  const twelve = Array.from({ length: 12 }, (_, i) => [i]);
  const labels = [0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0];
  const result = cv(
    { objective: "binary:logistic", eval_metric: "error", base_score: 0.9, eta: 0, verbosity: 0 },
    new DMatrix(twelve, { label: labels }),
    { nfold: 3, stratified: true, numBoostRound: 1 },
  );
  assert.equal([result["test-error-mean"], result["test-error-std"]], [[0.5], [0]]);
});

validating("folds of one's own and query groups are kept whole", () => {
  const own = cv(params, matrix, { numBoostRound: 1, folds: [[[...Array(50).keys()], [50, 51, 52, 53]]] });
  assert.is(own["test-logloss-std"]![0], 0);
  const groups = new DMatrix(x, { label: y, group: [10, 20, 5, 15, 10] });
  const ranked = cv({ eval_metric: "auc", verbosity: 0 }, groups, { numBoostRound: 1, nfold: 2 });
  assert.is(ranked["test-auc-mean"]!.length, 1);
});

validating("a custom metric comes last, in six digits", () => {
  const worst = { customMetric: () => ["worst", 1 / 3] as const, numBoostRound: 1 };
  const result = cv(params, matrix, worst);
  assert.equal(result["test-worst-mean"], [0.333333]);
  assert.is(Object.keys(result).at(-1), "test-worst-std");
});

validating("folds that cannot be made are refused", () => {
  throws(() => cv(params, matrix, { nfold: 1 }), "XGB_FOLDS_REFUSED");
  throws(() => cv(params, matrix, { nfold: 59, stratified: true }), "XGB_FOLDS_REFUSED");
  throws(() => cv(params, new DMatrix([[1], [2]], { label: [0.5, 1] }), { stratified: true }), "XGB_FOLDS_REFUSED");
  throws(() => cv(params, new QuantileDMatrix(x, { label: y })), "XGB_FOLDS_REFUSED");
});

validating.run();
