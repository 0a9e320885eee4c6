import { createHash } from "node:crypto";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Booster, DMatrix, type Parameters, train } from "../../../../lib/xgboost/index.js";

const bias = suite("lib/xgboost/objectives/position-bias");

const x = Array.from({ length: 32 }, (_, i) => Array.from({ length: 3 }, (_, j) => ((i * 7 + j * 13) % 11) / 4));
const label = Array.from({ length: 32 }, (_, i) => (i * 5 + Math.floor(i / 3)) % 4);
const matrix = new DMatrix(x, { label, group: [8, 8, 8, 8] });
const common = { lambdarank_unbiased: true, max_depth: 3 };
const topPairs: Parameters = { ...common, objective: "rank:ndcg", lambdarank_num_pair_per_sample: 4 };
const randomPairs: Parameters = {
  ...common,
  objective: "rank:pairwise",
  lambdarank_pair_method: "mean",
  lambdarank_bias_norm: 3.7,
};
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

// Recorded with xgboost 3.4.1.
bias("models with unbiased ranking are xgboost's, ratios of positions included", () => {
  const first = train(topPairs, matrix, { numBoostRound: 4 });
  assert.match(new TextDecoder().decode(first.saveModel("json")), '"ti+":[1E0,2.9569318E0,1.2902826E0,1.0715603E0]');
  assert.is(sha256(first.saveModel("json")), "4ddce6a0dd270563f8e88772fed88fd225b368919f9b2527b5177ff859b3d329");
  assert.is(sha256(first.saveModel("ubj")), "a306cee90312b22c4cef2fd96d2ad156667f7f507d25f50741fc917dff896574");
  const second = train(randomPairs, matrix, { numBoostRound: 4 });
  assert.is(sha256(second.saveModel("json")), "3c29ce490ad90be0446cf0ca5957050851c62f6232399eb6d744d7721c4a1a0a");
});

bias("a loaded model keeps the ratios", () => {
  const model = train(topPairs, matrix, { numBoostRound: 2 }).saveModel("ubj");
  assert.equal(Booster.load(model).saveModel("ubj"), model);
});

bias.run();
