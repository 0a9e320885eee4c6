import { suite } from "uvu";
import * as assert from "uvu/assert";
import { featureScores, type ImportanceType } from "../../../lib/xgboost/importance.js";
import { throws } from "../../support/expect.js";
import { smallTree } from "../../support/small-tree.js";

const importance = suite("lib/xgboost/importance");

importance("five types of importance, over all trees", () => {
  const trees = [smallTree, { ...smallTree, feature: Int32Array.of(1, 1, 2, 0, 0, 0, 0) }];
  const scores = (type: ImportanceType) => Object.fromEntries(featureScores(trees, type));
  assert.equal(scores("weight"), { 0: 1, 1: 3, 2: 2 });
  assert.equal(scores("total_gain"), { 0: 10, 1: 16, 2: 10 });
  assert.equal(scores("gain"), { 0: 10, 1: Math.fround(16 / 3), 2: 5 });
  assert.equal(scores("total_cover"), { 0: 8, 1: 16, 2: 8 });
  assert.equal(scores("cover"), { 0: 8, 1: Math.fround(16 / 3), 2: 4 });
});

importance("features that no tree splits on are absent", () => {
  assert.is(featureScores([{ ...smallTree, left: new Int32Array(7).fill(-1) }], "gain").size, 0);
});

importance("another type is refused", () => {
  // A caller without types may write anything.
  throws(() => featureScores([smallTree], "share" as ImportanceType), "XGB_PARAMETER_REFUSED");
});

importance.run();
