import { suite } from "uvu";
import * as assert from "uvu/assert";
import { accuracyScore, r2Score } from "../../../../lib/xgboost/scores/index.js";
import { throws } from "../../../support/expect.js";

const scores = suite("lib/xgboost/scores");

scores("accuracy is the share, or the weight, of what is right", () => {
  assert.is(accuracyScore([0, 1, 1, 0], [0, 1, 0, 0]), 0.75);
  assert.is(accuracyScore(["a", "b"], ["a", "c"], { sampleWeight: [3, 1] }), 0.75);
});

scores("R2 is 1 for the truth and 0 for its mean", () => {
  assert.is(r2Score([1, 2, 3], [1, 2, 3]), 1);
  assert.is(r2Score([1, 2, 3], [2, 2, 2]), 0);
  assert.is(r2Score([1, 2, 3], [1, 2, 5]), -1);
  assert.is(r2Score([1, 9, 3], [1, 2, 3], { sampleWeight: [1, 0, 1] }), 1);
});

scores("R2 of equal truths and of one value follows scikit-learn", () => {
  assert.equal([r2Score([2, 2], [2, 2]), r2Score([2, 2], [2, 3])], [1, 0]);
  assert.ok(Number.isNaN(r2Score([2], [2])));
});

scores("lists of unequal length are refused", () => {
  throws(() => accuracyScore([1, 0], [1]), "XGB_LENGTHS_DIFFER");
  throws(() => r2Score([1, 0], [1, 0], { sampleWeight: [1] }), "XGB_LENGTHS_DIFFER");
});

scores.run();
