import { suite } from "uvu";
import * as assert from "uvu/assert";
import { softmaxRows } from "../../../../lib/xgboost/estimators/softmax-rows.js";
import { Booster, XGBClassifier, XGBRanker, XGBRegressor } from "../../../../lib/xgboost/index.js";
import { pairwiseSum } from "../../../../lib/xgboost/pairwise-sum.js";
import { throws } from "../../../support/expect.js";
import { sampleRows } from "../../../support/sample-rows.js";

const estimators = suite("lib/xgboost/estimators");

const small = { n_estimators: 5, max_depth: 3, verbosity: 0 };

estimators("a binary classifier predicts classes, probabilities and margins", () => {
  const { x, y } = sampleRows(80);
  const model = new XGBClassifier(small).fit(x, y);
  const classes = model.predict(x);
  const probabilities = model.predictProba(x);
  assert.instance(classes, Int32Array);
  assert.is(probabilities.length, 160);
  for (const [row, label] of classes.entries()) assert.is(probabilities[2 * row + 1]! > 0.5 ? 1 : 0, label);
  assert.is(model.predict(x, { outputMargin: true }).length, 80);
  assert.ok(model.score(x, y) > 0.8);
  assert.is(model.getBooster().rounds, 5);
});

estimators("more than two classes turn the objective into softprob, softmax stays", () => {
  const { x, y } = sampleRows(120, 3);
  const model = new XGBClassifier(small).fit(x, y);
  assert.is(model.getBooster().objective.name, "multi:softprob");
  assert.is(model.classes, 3);
  const softmax = new XGBClassifier({ ...small, objective: "multi:softmax" }).fit(x, y);
  assert.is(softmax.getBooster().objective.name, "multi:softmax");
  assert.equal(softmax.predict(x), model.predict(x));
  const [a, b, c] = softmax.predictProba(x);
  assert.ok(Math.abs(a! + b! + c! - 1) < 1e-6);
});

estimators("labels with a gap are refused", () => {
  const error = throws(() => new XGBClassifier(small).fit([[1], [2]], [1, 2]), "XGB_CLASSES_REFUSED");
  assert.is(error.plainMessage, "the labels hold 2 values, 1, 2, expected 0 to 1");
});

estimators("early stopping keeps all rounds and predicts by the best", () => {
  const { x, y } = sampleRows(80);
  const { x: xTest } = sampleRows(20);
  const noise = xTest.map((_, row) => row % 2);
  const model = new XGBClassifier({ ...small, n_estimators: 40, early_stopping_rounds: 2 });
  model.fit(x, y, { evalSet: [[xTest, noise]] });
  const rounds = model.getBooster().rounds;
  assert.ok(model.bestIteration < rounds - 1 && rounds < 40);
  assert.is(model.evalsResult().validation_0!.logloss!.length, rounds);
  const asBest = model.predict(x, { outputMargin: true, iterationRange: [0, model.bestIteration + 1] });
  assert.equal(model.predict(x, { outputMargin: true }), asBest);
  assert.is(typeof model.bestScore, "number");
});

estimators("metrics and objectives may be functions", () => {
  const { x, y } = sampleRows(40);
  function wrong(truth: Float32Array, predictions: Float32Array): number {
    return truth.filter((label, row) => label !== Math.round(predictions[row]!)).length;
  }
  const model = new XGBRegressor({
    ...small,
    eval_metric: ["rmse", wrong],
    objective: (margins, { labels }) => ({
      gradients: margins.map((margin, row) => margin - labels[row]!),
      hessians: margins.map(() => 1),
    }),
  }).fit(x, y, { evalSet: [[x, y]] });
  assert.equal(Object.keys(model.evalsResult().validation_0!), ["rmse", "wrong"]);
  throws(() => new XGBRegressor({ eval_metric: [wrong, wrong] }).fit(x, y), "XGB_PARAMETER_REFUSED");
});

estimators("importances are shares of all features", () => {
  const { x, y } = sampleRows(80);
  const shares = new XGBClassifier(small).fit(x, y).featureImportances;
  assert.is(shares.length, 4);
  assert.ok(Math.abs(shares.reduce((a, b) => a + b) - 1) < 1e-6);
  const flat = new XGBRegressor(small).fit(x, new Array(80).fill(1)).featureImportances;
  assert.equal(flat, new Float32Array(4));
});

estimators("a saved estimator notes its kind and is loaded by the same", () => {
  const { x, y } = sampleRows(40);
  const model = new XGBClassifier(small).fit(x, y);
  const bytes = model.saveModel();
  assert.match(Buffer.from(bytes).toString(), '"scikit_learn":"{\\"_estimator_type\\": \\"classifier\\"}"');
  assert.equal(new XGBClassifier().loadModel(bytes).predict(x), model.predict(x));
  assert.is(model.getBooster().attributes.scikit_learn, undefined);
  throws(() => new XGBRegressor().loadModel(bytes), "XGB_ESTIMATOR_OTHER");
  assert.is(Booster.load(bytes).rounds, 5);
});

estimators("a regressor scores R2 and takes margins, weights and missing values", () => {
  const { x } = sampleRows(60);
  const y = x.map(([a, b]) => 3 * a! - b!);
  const model = new XGBRegressor({ ...small, missing: -1, tree_method: "exact" });
  model.fit(
    x.map((row, i) => (i % 7 === 0 ? [-1, ...row.slice(1)] : row)),
    y,
    {
      sampleWeight: y.map((_, i) => 1 + (i % 3)),
      baseMargin: y.map(() => 0.5),
    },
  );
  assert.ok(model.score(x, y) > 0.5);
  assert.is(model.apply(x).length, 60 * 5);
});

estimators("what was not fitted or evaluated is told so", () => {
  throws(() => new XGBRegressor().predict([[1]]), "XGB_NOT_FITTED");
  throws(() => new XGBRegressor(small).fit([[1], [2]], [1, 2]).evalsResult(), "XGB_NO_HISTORY");
  throws(() => new XGBRegressor({ ...small, early_stopping_rounds: 2 }).fit([[1], [2]], [1, 2]), "XGB_NO_EVALUATION");
});

estimators("rows of another width and lists of another length are refused", () => {
  const { x, y } = sampleRows(20);
  const model = new XGBRegressor(small).fit(x, y);
  throws(() => model.predict(x.map((row) => row.slice(1))), "XGB_DATA_SHAPE");
  throws(() => model.fit(x, y, { evalSet: [[x, y]], sampleWeightEvalSet: [] }), "XGB_DATA_SHAPE");
});

estimators("training can go on from another estimator", () => {
  const { x, y } = sampleRows(40);
  const first = new XGBRegressor(small).fit(x, y);
  assert.is(new XGBRegressor(small).fit(x, y, { xgbModel: first }).getBooster().rounds, 10);
});

estimators("a ranker needs a ranking objective and query groups", () => {
  throws(() => new XGBRanker({ objective: "reg:squarederror" }), "XGB_PARAMETER_REFUSED");
  throws(() => new XGBRanker(small).fit([[1], [2]], [0, 1]), "XGB_GROUPS_ABSENT");
  throws(() => new XGBRanker(small).fit([[1], [2], [3]], [0, 1, 0], { qid: [1, 2, 1] }), "XGB_GROUPS_SCATTERED");
});

estimators("a ranker learns an order within queries, told by sizes or by ids", () => {
  const { x, y } = sampleRows(60, 3);
  const qid = y.map((_, row) => Math.floor(row / 10));
  const bySize = new XGBRanker(small).fit(x, y, { group: [10, 10, 10, 10, 10, 10] });
  const byId = new XGBRanker(small).fit(x, y, { qid, evalSet: [[x, y]], evalQid: [qid] });
  assert.equal(byId.predict(x), bySize.predict(x));
  assert.is(byId.evalsResult().validation_0!["ndcg@32"]!.length, 5);
  assert.is(byId.score(x, y, { qid }), byId.evalsResult().validation_0!["ndcg@32"]!.at(-1));
  throws(() => byId.score(x, y, {}), "XGB_GROUPS_ABSENT");
});

estimators("sums go in numpy's order", () => {
  const values = Float32Array.from({ length: 300 }, (_, i) => 1 / (i + 1));
  assert.is(pairwiseSum(values, Math.fround), 6.282664775848389);
  assert.is(pairwiseSum([1, 2, 3]), 6);
});

estimators("softmax of rows takes numpy's exponential", () => {
  assert.equal(
    softmaxRows(Float32Array.of(0.1, 0.2, 0.3, 5, -90, 1), 3),
    Float32Array.of(
      0.3006095886230469,
      0.3322249948978424,
      0.36716538667678833,
      0.9820137619972229,
      5.421623758472717e-42,
      0.01798621006309986,
    ),
  );
});

estimators.run();
