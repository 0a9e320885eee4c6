import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  cv,
  DMatrix,
  EarlyStopping,
  EvaluationMonitor,
  LearningRateScheduler,
  PackedBooster,
  TrainingCheckPoint,
  train,
} from "../../../../lib/xgboost/index.js";
import { throws } from "../../../support/expect.js";

const callbacks = suite("lib/xgboost/callbacks/callbacks");

const rows = Array.from({ length: 60 }, (_, i) => [Math.sin(i), Math.cos(i * 1.7), i % 7]);
const matrix = new DMatrix(rows, { label: rows.map(([a, b]) => a! - b!) });
const evals = [[matrix, "train"]] as const;

callbacks("options that make no sense are refused by name", () => {
  const refused = (make: () => unknown, name: string) =>
    assert.match(throws(make, "XGB_PARAMETER_REFUSED").message, name);
  refused(() => new EarlyStopping({ rounds: Number.NaN }), "earlyStoppingRounds");
  refused(() => new EarlyStopping({ rounds: 2, minDelta: -1 }), "minDelta");
  refused(() => new EvaluationMonitor({ period: 0 }), "period");
  refused(() => new TrainingCheckPoint({ directory: ".", interval: -1 }), "interval");
  refused(() => new LearningRateScheduler(0.1 as unknown as number[]), "learningRates");
  const short = new LearningRateScheduler([0.1, 0.2]);
  refused(() => train({}, matrix, { callbacks: [short] }), "a rate for every round, round 2 among them");
  refused(() => train({}, matrix, { callbacks: [new LearningRateScheduler(() => -1)] }), "round 0");
  refused(() => cv({}, matrix, { callbacks: [new EarlyStopping({ rounds: 2, saveBest: true })] }), "saveBest");
});

callbacks("a set or metric to watch that is not there is told", () => {
  const watch = (names: { readonly dataName?: string; readonly metricName?: string }) => () =>
    train({}, matrix, { evals, callbacks: [new EarlyStopping({ rounds: 2, ...names })] });
  assert.match(throws(watch({ dataName: "test" }), "XGB_NO_EVALUATION").message, "test");
  assert.match(throws(watch({ metricName: "mae" }), "XGB_NO_EVALUATION").message, "mae");
});

callbacks("parameters that a training is built on stay, and values are checked", () => {
  const booster = train({}, matrix, { numBoostRound: 1 });
  assert.match(throws(() => booster.setParameter("max_bin", 5), "XGB_PARAMETER_REFUSED").message, "learning_rate");
  const negative = { beforeTraining: (model: typeof booster) => model.setParameter("max_depth", -1) };
  throws(() => train({}, matrix, { callbacks: [negative] }), "XGB_PARAMETER_REFUSED");
});

callbacks("a callback may be used again, and one that is given twice counts once", () => {
  const stop = new EarlyStopping({ rounds: 2, metricName: "still" });
  const customMetric = () => ({ name: "still", value: 1 });
  const fit = () => train({}, matrix, { numBoostRound: 9, evals, customMetric, callbacks: [stop, stop] }).rounds;
  assert.equal([fit(), fit()], [3, 3]);
});

callbacks("a callback sees the boosters of all folds as one", () => {
  const seen: unknown[] = [];
  cv({}, matrix, {
    numBoostRound: 2,
    callbacks: [
      {
        beforeTraining: (model) => {
          seen.push(model instanceof PackedBooster, model.folds.length, model.rounds, model.bestScore);
          model.setAttribute("note", "kept");
        },
        beforeIteration: ({ attributes, folds }, round) => {
          seen.push(attributes, folds[2]!.attributes);
          return round === 1;
        },
        afterIteration: (_, _round, log) => seen.push(log.test!.rmse!.at(-1)!.length) === 0,
        afterTraining: ({ bestIteration }) => seen.push(bestIteration),
      },
    ],
  });
  const note = { note: "kept" };
  assert.equal(seen, [true, 3, 0, undefined, note, note, 2, note, note, 0]);
});

callbacks("verboseEval prints as a monitor does, last of all", () => {
  const lines: string[] = [];
  const { write } = process.stdout;
  process.stdout.write = (line) => lines.push(String(line)) > 0;
  try {
    train({}, matrix, { numBoostRound: 3, evals, verboseEval: 2 });
    cv({}, matrix, { numBoostRound: 1, verboseEval: true });
  } finally {
    process.stdout.write = write;
  }
  assert.is(lines.length, 3);
  assert.match(lines[0]!, /^\[0]\ttrain-rmse:\d\.\d{5}\n$/);
  assert.match(lines[2]!, /^\[0]\ttrain-rmse:\d\.\d{5}\+\d\.\d{5}\ttest-rmse:\d\.\d{5}\+\d\.\d{5}\n$/);
});

callbacks.run();
