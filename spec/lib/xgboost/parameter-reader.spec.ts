import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createMetric } from "../../../lib/xgboost/metrics/index.js";
import { createObjective } from "../../../lib/xgboost/objectives/index.js";
import { ParameterReader } from "../../../lib/xgboost/parameter-reader.js";
import { throws } from "../../support/expect.js";

const reading = suite("lib/xgboost/parameter-reader");

reading("numbers are rounded to float32, as xgboost keeps them", () => {
  assert.is(new ParameterReader({ eta: 0.1 }).float("learning_rate", 0.3), 0.10000000149011612);
});

reading("of two spellings of one parameter the later wins", () => {
  assert.is(new ParameterReader({ eta: 0.5, learning_rate: 0.25 }).float("learning_rate", 0.3), 0.25);
});

reading("a list may be text", () => {
  assert.equal(new ParameterReader({ quantile_alpha: "[0.25, 0.5]" }).floats("quantile_alpha"), [0.25, 0.5]);
  assert.equal(new ParameterReader({ quantile_alpha: [0.25, 0.5] }).floats("quantile_alpha"), [0.25, 0.5]);
  assert.equal(new ParameterReader({ quantile_alpha: 0.5 }).floats("quantile_alpha"), [0.5]);
});

reading("numbers in lists are written as in JSON", () => {
  for (const text of ["1 ", "+1", ".5", "[.5]", "abc", "0x10"])
    throws(() => new ParameterReader({ base_score: text }).floats("base_score"), "XGB_PARAMETER_REFUSED");
  assert.equal(new ParameterReader({ base_score: " 1." }).floats("base_score"), [1]);
  assert.ok(Object.is(new ParameterReader({ base_score: "-0" }).floats("base_score")?.[0], 0));
});

reading("numbers without sign count modulo their bits", () => {
  const read = (value: unknown) =>
    new ParameterReader({ max_cat_to_onehot: value }).integer("max_cat_to_onehot", 4, { bits: 32 });
  assert.equal([read(-1), read("3")], [4294967295, 3]);
  throws(() => read(2 ** 32), "XGB_PARAMETER_REFUSED");
});

reading("a refused value is named as it was spelt, with the range", () => {
  const error = throws(
    () => new ParameterReader({ eta: -1 }).float("learning_rate", 0.3, { min: 0 }),
    "XGB_PARAMETER_REFUSED",
  );
  assert.is(error.plainMessage, "eta is -1, expected a number of at least 0");
  throws(() => new ParameterReader({ max_depth: 2.5 }).integer("max_depth", 6), "XGB_PARAMETER_REFUSED");
});

reading("parameters that nobody read are told", () => {
  const parameters = new ParameterReader({ foo: 1, eta: 0.1, gone: undefined });
  parameters.float("learning_rate", 0.3);
  assert.equal(parameters.unused(), ["foo"]);
});

reading("unknown objectives and metrics are refused by name", () => {
  throws(() => createObjective("foo:bar", new ParameterReader({})), "XGB_NAME_UNKNOWN");
  throws(() => createMetric("foo", new ParameterReader({})), "XGB_NAME_UNKNOWN");
});

reading.run();
