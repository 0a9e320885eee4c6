import { suite } from "uvu";
import * as assert from "uvu/assert";
import { fixed, general, shortest } from "../../../lib/xgboost/number-text.js";

const text = suite("lib/xgboost/number-text");

text("nine digits as C++ prints them", () => {
  const values = [0.7, 1.7, 0.893, 128, 0, -0, 1e-7, 12345678900, 123456789, Number.NaN, Number.POSITIVE_INFINITY];
  assert.equal(
    values.map((value) => general(Math.fround(value), 9)),
    [
      "0.699999988",
      "1.70000005",
      "0.893000007",
      "128",
      "0",
      "-0",
      "1.00000001e-07",
      "1.23456788e+10",
      "123456792",
    ].concat("nan", "inf"),
  );
});

text("digits after the point, ties going to the even digit as in C", () => {
  assert.equal(
    [0.125, 0.375, -0.125, 0.35, 2.5, Number.NaN].map((value) => fixed(value, value === 0.35 ? 1 : 2)),
    ["0.12", "0.38", "-0.12", "0.3", "2.50", "NaN"],
  );
  assert.is(fixed(0.008243560791015625, 17), "0.00824356079101562");
});

text("the shortest text of a float32 in xgboost's JSON", () => {
  const values = [0, -0, 0.5, 1.2072568, 1e-45, 3.4028234663852886e38, 128, Number.NEGATIVE_INFINITY, Number.NaN];
  assert.equal(
    values.map((value) => shortest(Math.fround(value))),
    ["0E0", "-0E0", "5E-1", "1.2072568E0", "1E-45", "3.4028235E38", "1.28E2", "-Infinity", "NaN"],
  );
});

text.run();
