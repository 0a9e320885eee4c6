import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { DataInfo } from "../../../../lib/xgboost/data-info.js";
import { createObjective } from "../../../../lib/xgboost/objectives/index.js";
import { ParameterReader, type Parameters } from "../../../../lib/xgboost/parameter-reader.js";
import { throws } from "../../../support/expect.js";

const objectives = suite("lib/xgboost/objectives");

const none = new Float32Array();
const infoOf = (labels: readonly number[], more: Partial<DataInfo> = {}): DataInfo => ({
  rows: labels.length,
  labels: Float32Array.from(labels),
  weights: none,
  baseMargin: none,
  groupStarts: new Uint32Array(),
  lowerBounds: none,
  upperBounds: none,
  ...more,
});

function made(name: string, parameters: Parameters = {}) {
  return createObjective(name, new ParameterReader(parameters));
}

function pairs(name: string, margins: readonly number[], info: DataInfo, parameters: Parameters = {}): number[] {
  const out = new Float32Array(2 * margins.length);
  made(name, parameters).gradients(Float32Array.from(margins), info, { round: 0, out });
  return Array.from(out);
}

objectives("a label outside the objective's range is named by its row", () => {
  const error = throws(() => made("binary:logistic").checkLabels(infoOf([0, 1, 2])), "XGB_LABEL_REFUSED");
  assert.is(error.plainMessage, "the label of row 2 is 2, expected a number from 0 to 1 (binary:logistic)");
  const refused: [string, readonly number[], Parameters][] = [
    ["reg:squarederror", [0, Number.NaN], {}],
    ["reg:squarederror", [Number.POSITIVE_INFINITY], {}],
    ["reg:squaredlogerror", [-1], {}],
    ["reg:gamma", [0], {}],
    ["reg:tweedie", [-0.5], {}],
    ["count:poisson", [-1], {}],
    ["multi:softprob", [2], { num_class: 2 }],
    ["multi:softmax", [0.5], { num_class: 2 }],
  ];
  for (const [name, labels, parameters] of refused) {
    throws(() => made(name, parameters).checkLabels(infoOf(labels)), "XGB_LABEL_REFUSED");
  }
});

objectives("a matrix without labels cannot be trained on", () => {
  throws(() => made("reg:squarederror").checkLabels({ ...infoOf([]), rows: 3 }), "XGB_LABELS_ABSENT");
  const error = throws(() => made("survival:aft").checkLabels(infoOf([1, 2])), "XGB_LABELS_ABSENT");
  assert.match(error.hint!, "labelLowerBound");
});

objectives("weights that add up to nothing give no mean", () => {
  const info = infoOf([1, 2], { weights: Float32Array.of(0, 0) });
  throws(() => made("reg:squarederror").estimateBaseScore(info), "XGB_WEIGHTS_ZERO");
  assert.equal(made("reg:absoluteerror").estimateBaseScore(info), Float32Array.of(0));
});

objectives("parameters that an objective needs or bounds are checked", () => {
  for (const [name, parameters] of [
    ["multi:softprob", {}],
    ["reg:quantileerror", {}],
    ["reg:quantileerror", { quantile_alpha: [0.9, 0.1] }],
    ["reg:expectileerror", { expectile_alpha: 1.5 }],
    ["reg:pseudohubererror", { huber_slope: 0 }],
    ["reg:tweedie", { tweedie_variance_power: 2.5 }],
    ["survival:aft", { aft_loss_distribution: "gumbel" }],
    ["binary:logistic", { scale_pos_weight: -1 }],
  ] as const) {
    throws(() => made(name, parameters), "XGB_PARAMETER_REFUSED");
  }
});

objectives("a base score that has no margin is refused", () => {
  const error = throws(() => made("binary:logistic").toMargins(Float32Array.of(1.5)), "XGB_PARAMETER_REFUSED");
  assert.is(error.plainMessage, "base_score is 1.5, expected a probability from 0 to 1");
  throws(() => made("reg:gamma").toMargins(Float32Array.of(0)), "XGB_PARAMETER_REFUSED");
});

objectives("the logistic start is the mean label, or a Newton step under scale_pos_weight", () => {
  const info = infoOf([1, 0, 0, 0]);
  assert.equal(made("binary:logistic").estimateBaseScore(info), Float32Array.of(0.25));
  const weighted = made("binary:logistic", { scale_pos_weight: 3 }).estimateBaseScore(info);
  assert.equal(weighted, Float32Array.of(0.5));
  assert.is(made("binary:logistic").toMargins(Float32Array.of(0.34241244))[0], Math.fround(-0.65256202));
});

objectives("labels of 1 weigh more under scale_pos_weight, also in regression", () => {
  assert.equal(pairs("reg:squarederror", [0, 0], infoOf([1, 2]), { scale_pos_weight: 4 }), [-4, 4, -2, 1]);
});

objectives("a class's pairs lie together", () => {
  const out = pairs("multi:softprob", [0, 0, 0, 0], infoOf([0, 1]), { num_class: 2 });
  assert.equal(out, [-0.5, 0.5, 0.5, 0.5, 0.5, 0.5, -0.5, 0.5]);
});

objectives("softmax predicts the first of the likeliest classes, metrics see probabilities", () => {
  const objective = made("multi:softmax", { num_class: 3 });
  assert.equal(objective.transform(Float32Array.of(1, 5, 5, 2, 0, 1)), Float32Array.of(1, 0));
  assert.equal(objective.evalTransform(Float32Array.of(0, 0, 0)), new Float32Array(3).fill(1 / 3));
});

objectives("quantiles and expectiles of a row do not cross", () => {
  const quantile = made("reg:quantileerror", { quantile_alpha: [0.1, 0.5, 0.9] });
  assert.equal(quantile.transform(Float32Array.of(3, 1, 2, 6, 5, 4)), Float32Array.of(1, 2, 3, 4, 5, 6));
  const expectile = made("reg:expectileerror", { expectile_alpha: [0.2, 0.7] });
  const [low, high] = expectile.transform(Float32Array.of(1, -3));
  assert.ok(high! > low!);
  const back = expectile.transform(expectile.toMargins(Float32Array.of(-1.25, 2.5)));
  assert.equal(back, Float32Array.of(-1.25, 2.5));
});

objectives("survival pairs follow the kind of censoring and stay within bounds", () => {
  const info = infoOf([], {
    rows: 4,
    lowerBounds: Float32Array.of(1, 1, 0, 1),
    upperBounds: Float32Array.of(1, Number.POSITIVE_INFINITY, 2, 3),
  });
  for (const distribution of ["normal", "logistic", "extreme"]) {
    for (const margins of [
      [0, 0, 0, 0],
      [800, 800, 800, 800],
      [-800, -800, -800, -800],
    ]) {
      const out = pairs("survival:aft", margins, info, { aft_loss_distribution: distribution });
      assert.ok(out.every((value) => Math.abs(value) <= 15));
      assert.ok(out.filter((_, i) => i % 2 === 1).every((hessian) => hessian > 0));
    }
  }
});

objectives("ranking pushes relevant rows up within their query group", () => {
  const grouped = infoOf([1, 0, 0, 1, 1], { groupStarts: Uint32Array.of(0, 2, 5) });
  for (const name of ["rank:pairwise", "rank:ndcg", "rank:map"]) {
    const gradients = pairs(name, [0, 0.5, 0.2, 0.1, 0], grouped).filter((_, i) => i % 2 === 0);
    assert.equal(gradients.map(Math.sign), [-1, 1, 1, -1, -1], name);
    assert.ok(Math.abs(gradients[0]! + gradients[1]!) < 1e-6);
  }
});

objectives("random pairs need the training's stream and depend on its draw", () => {
  const grouped = infoOf([2, 0, 1, 0, 1, 2, 0, 1], { groupStarts: Uint32Array.of(0, 8) });
  const parameters = { lambdarank_pair_method: "mean" };
  const drawn = (seed: number) => {
    const out = new Float32Array(16);
    made("rank:pairwise", parameters).gradients(new Float32Array(8), grouped, { round: 0, out, draw: () => seed });
    return Array.from(out);
  };
  assert.equal(drawn(1), drawn(1));
  assert.not.equal(drawn(1), drawn(12345));
  throws(() => pairs("rank:pairwise", new Array(8).fill(0), grouped, parameters), "XGB_PARAMETER_REFUSED");
});

objectives("ranking refuses labels, weights and settings that it has no use for", () => {
  throws(() => made("rank:ndcg").checkLabels(infoOf([0.5])), "XGB_LABEL_REFUSED");
  throws(() => made("rank:map").checkLabels(infoOf([2])), "XGB_LABEL_REFUSED");
  made("rank:ndcg", { ndcg_exp_gain: false }).checkLabels(infoOf([0.5]));
  const weighted = infoOf([1, 0, 1], { groupStarts: Uint32Array.of(0, 3), weights: Float32Array.of(1, 2, 3) });
  throws(() => made("rank:ndcg").checkLabels(weighted), "XGB_DATA_SHAPE");
});

objectives("ranking's own metric looks at the places that its pairs are made of", () => {
  assert.is(made("rank:ndcg").defaultMetric, "ndcg@32");
  assert.is(made("rank:map", { lambdarank_num_pair_per_sample: 4 }).defaultMetric, "map@4");
  assert.is(made("rank:pairwise", { lambdarank_pair_method: "mean" }).ownMetric!.name, "ndcg");
});

objectives("parameters are written as C++ prints them", () => {
  assert.equal(made("count:poisson").toJson(), { poisson_regression_param: { max_delta_step: "0.699999988" } });
  assert.equal(made("reg:quantileerror", { quantile_alpha: [0.1, 0.5] }).toJson(), {
    quantile_loss_param: { quantile_alpha: "[1E-1,5E-1]" },
  });
  assert.is(made("reg:tweedie", { tweedie_variance_power: 1.2 }).defaultMetric, "tweedie-nloglik@1.2");
});

objectives.run();
