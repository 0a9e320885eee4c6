import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  Booster,
  type CustomObjective,
  DMatrix,
  EarlyStopping,
  type History,
  train,
  trainAsync,
} from "../../../lib/xgboost/index.js";
import { rejects } from "../../support/expect.js";

const training = suite("lib/xgboost/train");

const rows = Array.from({ length: 60 }, (_, i) => [Math.sin(i), Math.cos(i * 1.7), i % 7]);
const label = rows.map(([a, b]) => Number(a! + b! > 0.2));
const matrix = new DMatrix(rows, { label });
const logistic = { objective: "binary:logistic", max_depth: 3 };
const bytes = (booster: Booster) => Buffer.from(booster.saveModel("json")).toString();

training("rounds report their progress and the history fills", () => {
  const evalsResult: History = {};
  const seen: number[] = [];
  train(logistic, matrix, {
    numBoostRound: 4,
    evals: [[matrix, "train"]],
    evalsResult,
    onRound: ({ round, rounds, scores }) => seen.push(round, rounds, scores.length),
  });
  assert.equal(seen, [0, 4, 1, 1, 4, 1, 2, 4, 1, 3, 4, 1]);
  assert.is(evalsResult.train!.logloss!.length, 4);
});

training("a signal ends it between two rounds with its own reason", async () => {
  const stop = new AbortController();
  const onRound = ({ round }: { readonly round: number }) => round === 1 && stop.abort(new Error("enough"));
  assert.throws(() => train(logistic, matrix, { signal: stop.signal, onRound }), "enough");
  const later = new AbortController();
  setImmediate(() => later.abort(new Error("later")));
  const endless = trainAsync(logistic, matrix, { numBoostRound: 1e9, signal: later.signal });
  assert.is(await endless.catch(({ message }) => message), "later");
});

training("at once or with pauses, the model is the same", async () => {
  assert.is(bytes(await trainAsync(logistic, matrix)), bytes(train(logistic, matrix)));
  await rejects(trainAsync({ max_depth: -1 }, matrix), "XGB_PARAMETER_REFUSED");
});

training("callbacks see every round and may end the training", () => {
  const seen: string[] = [];
  const booster = train(logistic, matrix, {
    numBoostRound: 9,
    callbacks: [
      {
        beforeTraining: () => seen.push("before"),
        afterIteration: (_, round) => round === 2,
        afterTraining: ({ rounds }) => seen.push(`after ${rounds}`),
      },
    ],
  });
  assert.is(booster.rounds, 3);
  assert.equal(seen, ["before", "after 3"]);
});

training("a custom objective with the gradients of a known one grows its trees", () => {
  const squared: CustomObjective = (margins, { labels }) => ({
    gradients: margins.map((margin, row) => margin - labels[row]!),
    hessians: margins.map(() => 1),
  });
  const own = train({ base_score: 0.5 }, matrix, { obj: squared });
  assert.is(bytes(own), bytes(train({ base_score: 0.5 }, matrix)));
});

training("a custom metric comes last; early stopping watches it and notes the best round", () => {
  const evalsResult: History = {};
  const booster = train(logistic, matrix, {
    numBoostRound: 30,
    evals: [[matrix, "train"]],
    evalsResult,
    customMetric: () => ({ name: "still", value: 1 }),
    callbacks: [new EarlyStopping({ rounds: 3 })],
  });
  assert.equal(Object.keys(evalsResult.train!), ["logloss", "still"]);
  assert.is(booster.rounds, 4);
  assert.is(booster.bestIteration, 0);
  assert.is(booster.bestScore, 1);
  assert.is(booster.attributes.best_score, "1.0");
});

training("0 rounds of early stopping never stop, fewer stop after the first round", () => {
  const rounds = (earlyStoppingRounds: number) =>
    train(logistic, matrix, { numBoostRound: 4, evals: [[matrix, "train"]], earlyStoppingRounds }).rounds;
  assert.is(rounds(0), 4);
  assert.is(rounds(-1), 1);
});

training("a base score that is given replaces that of the model to go on from", () => {
  const first = train(logistic, matrix, { numBoostRound: 1 });
  const second = train({ ...logistic, base_score: 0.9 }, matrix, { numBoostRound: 1, xgbModel: first });
  assert.match(bytes(second), '"base_score":"[9E-1]","boost_from_average":"0"');
});

training("outdated names are warned of", () => {
  const warnings: string[] = [];
  train({ objective: "reg:linear" }, matrix, { numBoostRound: 1, onWarning: (message) => warnings.push(message) });
  assert.equal(warnings, ["reg:linear is now deprecated in favor of reg:squarederror."]);
});

training("going on from a booster leaves it as it is, and equals training in one go", () => {
  const first = train(logistic, matrix, { numBoostRound: 3 });
  const before = bytes(first);
  const both = train(logistic, matrix, { numBoostRound: 4, xgbModel: first });
  assert.is(bytes(first), before);
  assert.is(bytes(both), bytes(train(logistic, matrix, { numBoostRound: 7 })));
});

training("a booster of this process hands on parameters and random stream, a loaded one does not", () => {
  const sampled = { ...logistic, subsample: 0.5, seed: 3 };
  const first = train(sampled, matrix, { numBoostRound: 3 });
  const whole = bytes(train(sampled, matrix, { numBoostRound: 6 }));
  assert.is(bytes(train({}, matrix, { numBoostRound: 3, xgbModel: first })), whole);
  const loaded = Booster.load(first.saveModel());
  assert.is.not(bytes(train(sampled, matrix, { numBoostRound: 3, xgbModel: loaded })), whole);
});

training("the default metric of a booster stays when others are named later", () => {
  const evalsResult: History = {};
  const first = train(logistic, matrix, { numBoostRound: 1 });
  train({ eval_metric: "rmse" }, matrix, { xgbModel: first, evals: [[matrix, "train"]], evalsResult });
  assert.equal(Object.keys(evalsResult.train!), ["logloss", "rmse"]);
});

training("bins that approx made from hessians serve the next training on the same matrix", () => {
  const sampled = { tree_method: "approx", subsample: 0.5, max_bin: 4 };
  const own = new DMatrix(rows, { label: rows.map(([a]) => a!) });
  const first = bytes(train({ ...sampled, seed: 1 }, own));
  const second = bytes(train({ ...sampled, seed: 2 }, own));
  train({ tree_method: "hist", max_bin: 4 }, own);
  assert.is(bytes(train({ ...sampled, seed: 1 }, own)), first);
  assert.is.not(bytes(train({ ...sampled, seed: 2 }, new DMatrix(rows, { label: rows.map(([a]) => a!) }))), second);
});

training("a slice of rounds predicts as the range of rounds does", () => {
  const booster = train(logistic, matrix, { numBoostRound: 5 });
  const range = booster.predict(matrix, { outputMargin: true, iterationRange: [0, 2] });
  assert.equal(booster.slice(0, 2).predict(matrix, { outputMargin: true }), range);
});

training("unused parameters are told once, in alphabetical order, unless verbosity is 0", () => {
  const heard: string[] = [];
  const onWarning = (message: string) => heard.push(message);
  train({ ...logistic, zeta: 1, beta: 2 }, matrix, { numBoostRound: 1, onWarning });
  train({ ...logistic, zeta: 1, verbosity: 0 }, matrix, { numBoostRound: 1, onWarning });
  // As in xgboost's Python package, validate_parameters changes nothing.
  train({ ...logistic, zeta: 1, validate_parameters: false }, matrix, { numBoostRound: 1, onWarning });
  assert.equal(heard, ['Parameters: { "beta", "zeta" } are not used.', 'Parameters: { "zeta" } are not used.']);
});

training("trees of a loaded model can be fitted to other data, and no more of them than there are", () => {
  const first = train({ max_depth: 2 }, matrix, { numBoostRound: 2 });
  const other = new DMatrix(rows, { label: label.map((value) => 1 - value) });
  const refresh = { process_type: "update", updater: "refresh" };
  const refitted = train(refresh, other, { numBoostRound: 2, xgbModel: Booster.load(first.saveModel()) });
  assert.is(refitted.rounds, 2);
  assert.is.not(bytes(refitted), bytes(first));
  const tooMany = () => train(refresh, other, { numBoostRound: 3, xgbModel: Booster.load(first.saveModel()) });
  assert.throws(tooMany, "XGB_ROUNDS_REFUSED");
});

training.run();
