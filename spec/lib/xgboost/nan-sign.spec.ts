import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Booster, DMatrix, train } from "../../../lib/xgboost/index.js";

const signs = suite("lib/xgboost/nan-sign");

signs("trees of a model that JSON took the signs of NaN from go on without them, as in xgboost", () => {
  const matrix = new DMatrix([[1, 2]], { label: [0] });
  const fit = (xgbModel?: Booster) =>
    train({ objective: "reg:tweedie" }, matrix, { numBoostRound: 2, ...(xgbModel && { xgbModel }) });
  const first = fit();
  const dumped = (booster: Booster) => booster.getDump().map((text) => text.trim());
  const [negative, plain] = [
    ["0:leaf=-nan", "0:leaf=-nan"],
    ["0:leaf=nan", "0:leaf=nan"],
  ];
  assert.equal(dumped(first), negative);
  assert.equal(dumped(fit(Booster.load(first.saveModel("json")))), [...plain!, ...plain!]);
  assert.equal(dumped(fit(Booster.load(first.saveModel("ubj")))), [...negative!, ...negative!]);
  assert.equal(dumped(fit(first)), [...negative!, ...negative!]);
});

signs.run();
