import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  Booster,
  cv,
  DMatrix,
  type History,
  type Parameters,
  train,
  XGBRegressor,
} from "../../../lib/xgboost/index.js";
import { throws } from "../../support/expect.js";
import { goldenFile } from "../../support/golden-xgboost.js";

// Several labels a row, as xgboost trained on them by spec/golden/xgboost/targets.py.

interface Case {
  readonly label: string;
  readonly params: Parameters;
  readonly rounds: number;
  readonly weighted: boolean;
  readonly refused?: string;
  readonly expected: {
    readonly model: string;
    readonly history: History;
    readonly predict: readonly number[];
    readonly margin: readonly number[];
    readonly contribs: readonly number[];
  };
}

interface Recorded {
  readonly x: readonly number[][];
  readonly labels: Readonly<Record<string, readonly number[][]>>;
  readonly weight: readonly number[];
  readonly cases: readonly Case[];
  readonly regressor: {
    readonly predict: readonly number[];
    readonly score: number;
    readonly weighted: number;
    readonly history: History;
    readonly importances: readonly number[];
  };
}

const { x, labels, weight, cases, regressor } = JSON.parse(goldenFile("targets.json.gz").toString()) as Recorded;

const targets = suite("lib/xgboost/golden-targets");

function matrixOf({ label, weighted }: Pick<Case, "label" | "weighted">): DMatrix {
  return new DMatrix(x, { label: labels[label]!, ...(weighted && { weight }) });
}

function text(booster: Booster): string {
  return Buffer.from(booster.saveModel("json")).toString();
}

for (const recorded of cases.filter(({ refused }) => refused === undefined)) {
  const { params, rounds, expected, weighted } = recorded;
  targets(`as in xgboost: ${JSON.stringify(params)}${weighted ? ", weighted" : ""}`, () => {
    const matrix = matrixOf(recorded);
    const evalsResult: History = {};
    const booster = train({ nthread: 1, ...params }, matrix, {
      numBoostRound: rounds,
      evals: [[matrix, "train"]],
      evalsResult,
    });
    const head = (values: Float32Array) => Array.from(values.subarray(0, 120));
    assert.is(text(booster), expected.model);
    assert.equal(evalsResult, expected.history);
    assert.equal(head(booster.predict(matrix)), expected.predict);
    assert.equal(head(booster.predict(matrix, { outputMargin: true })), expected.margin);
    assert.equal(head(booster.predict(matrix, { predContribs: true })), expected.contribs);
    const loaded = Booster.load(Buffer.from(expected.model));
    assert.is(text(loaded), expected.model);
    assert.equal(head(loaded.predict(matrix)), expected.predict);
  });
}

targets("what xgboost refuses with several labels is refused, most of it by the objective's name", () => {
  for (const recorded of cases.filter(({ refused }) => refused !== undefined)) {
    const matrix = matrixOf(recorded);
    const { params, rounds } = recorded;
    assert.throws(
      () => train(params, matrix, { numBoostRound: rounds, evals: [[matrix, "train"]] }),
      /XGB_PARAMETER_REFUSED|XGB_METRIC_UNUSABLE/,
    );
  }
  const several = matrixOf({ label: "number", weighted: false });
  assert.match(
    throws(() => train({ objective: "survival:cox" }, several), "XGB_PARAMETER_REFUSED").message,
    "one for several labels a row",
  );
});

targets("a regressor takes several labels a row, too", () => {
  const y = labels.number!;
  const parameters = { n_estimators: 5, max_depth: 3, n_jobs: 1 };
  const model = new XGBRegressor(parameters).fit(x, y, { evalSet: [[x, y]], sampleWeight: weight });
  assert.equal(Array.from(model.predict(x)), regressor.predict);
  assert.is(model.score(x, y), regressor.score);
  assert.is(model.score(x, y, { sampleWeight: weight }), regressor.weighted);
  assert.equal(model.evalsResult(), regressor.history);
  assert.equal(Array.from(model.featureImportances), regressor.importances);
});

targets("labels must be as many in every row, and as many as the model has", () => {
  throws(
    () =>
      new DMatrix([[1], [2]], {
        label: [
          [1, 2],
          [3, 4, 5],
        ],
      }),
    "XGB_DATA_SHAPE",
  );
  const several = matrixOf({ label: "number", weighted: false });
  const first = train({}, several, { numBoostRound: 1 });
  const one = new DMatrix(x, { label: labels.number!.map(([a]) => a!) });
  throws(() => train({}, one, { xgbModel: first }), "XGB_DATA_SHAPE");
  const both = train({}, several, { numBoostRound: 1, xgbModel: first });
  assert.is(text(both), text(train({}, several, { numBoostRound: 2 })));
});

targets("cv keeps the labels of a row together, but cannot stratify by them", () => {
  const several = matrixOf({ label: "number", weighted: false });
  assert.ok(cv({}, several, { numBoostRound: 2 })["test-rmse-mean"]![1]! > 0);
  throws(() => cv({}, several, { stratified: true }), "XGB_FOLDS_REFUSED");
});

targets.run();
