import { suite } from "uvu";
import * as assert from "uvu/assert";
import { numberText, parseFloat32, parseFloat64 } from "../../../lib/xgboost/parse-float.js";

const parsing = suite("lib/xgboost/parse-float");

parsing("whole part and fraction are rounded before they are added, as xgboost's core does", () => {
  const read = ["1.43", "1.83", "0.3", "-1.43", "1.5", "2.86", ".25", "7.", "1e-05", "12.5e2"].map(parseFloat32);
  assert.equal(
    read,
    [
      1.4300000667572021, 1.8299999237060547, 0.30000001192092896, -1.4300000667572021, 1.5, 2.8600001335144043, 0.25,
      7, 0.000009999999747378752, 1250,
    ],
  );
});

parsing("infinity is a number, words and empty text are not", () => {
  assert.equal([parseFloat32("inf"), parseFloat32("-Infinity")], [Infinity, -Infinity]);
  for (const text of ["", "abc", "1,5", "1.5x", ".", "e5"]) assert.ok(Number.isNaN(parseFloat32(text)), text);
});

parsing("what C's own reader of floats lets through", () => {
  const read = ["1e", "0.5f", "18446744073709551617", "1.2e-38", "3.4e38"].map(parseFloat32);
  assert.equal(read, [1, 0.5, 1, 1.199999978264725e-38, 3.400000361376974e38].map(Math.fround));
});

parsing("powers of ten that the number cannot have are refused", () => {
  for (const text of ["1e39", "10e38", "0e40", "1.17e-38", "1e-45"]) assert.ok(Number.isNaN(parseFloat32(text)), text);
  for (const text of ["1.8e308", "1e309", "2e-308"]) assert.ok(Number.isNaN(parseFloat64(text)), text);
  assert.is(parseFloat64("2.3e-308"), 2.3000000000000004e-308);
});

parsing("numbers are sent as Python writes them", () => {
  assert.equal([0.5, 1, 0.0001, 0.00001234, 1e-7, 0, 1e15, 1e16, 2.5e20].map(numberText), [
    "0.5",
    "1",
    "0.0001",
    "1.234e-05",
    "1e-07",
    "0",
    "1000000000000000",
    "1e+16",
    "2.5e+20",
  ]);
});

parsing.run();
