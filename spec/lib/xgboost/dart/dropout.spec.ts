import { suite } from "uvu";
import * as assert from "uvu/assert";
import { drawDropped, normalized } from "../../../../lib/xgboost/dart/dropout.js";
import { DMatrix, train } from "../../../../lib/xgboost/index.js";
import { MersenneTwister } from "../../../../lib/xgboost/random/mersenne-twister.js";

const dropout = suite("lib/xgboost/dart/dropout");

const parameters = { rateDrop: 0, oneDrop: true, skipDrop: 0, weighted: false, forest: false };

dropout("with one_drop a tree is left out although the rate is 0", () => {
  assert.is(drawDropped(parameters, [1, 1, 1], new MersenneTwister(1)).length, 1);
  assert.equal(drawDropped({ ...parameters, oneDrop: false }, [1, 1], new MersenneTwister(1)), []);
});

dropout("new trees and dropped ones share the weight", () => {
  const f = Math.fround;
  const round = { dropped: [1], added: 1, eta: 0.5 };
  assert.equal(normalized([1, 1], { ...round, forest: false }), [1, f(1 / 1.5), f(1 / 1.5)]);
  assert.equal(normalized([1], { dropped: [], added: 2, eta: 0.5, forest: false }), [1, 1, 1]);
});

dropout("weights are saved with the model and predict again", () => {
  const x = Array.from({ length: 40 }, (_, i) => [Math.sin(i)]);
  const matrix = new DMatrix(x, { label: x.map(([a]) => a! * 2) });
  const booster = train({ booster: "dart", rate_drop: 0.5, seed: 1 }, matrix);
  assert.match(Buffer.from(booster.saveModel("json")).toString(), '"weight_drop":[');
});

dropout.run();
