import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type FlowType, fromJson, optionalOf, parseText, toJson, toValue, unionOf } from "../../../lib/types/index.js";
import { throws } from "../../support/expect.js";

const json = suite("lib/types/from-json");

const int: FlowType = { kind: "int" };
const float: FlowType = { kind: "float" };
const file: FlowType = { kind: "blob", format: "csv", dimensionality: "single" };
const table: FlowType = { kind: "structuredDataset", columns: [], format: "" };

const round: readonly (readonly [given: unknown, type: FlowType])[] = [
  [null, { kind: "none" }],
  [5, int],
  ["9007199254740993", int],
  [0.5, float],
  ["NaN", float],
  ["-Infinity", float],
  ["-0", float],
  ["x", { kind: "string" }],
  [true, { kind: "bool" }],
  ["2024-01-31T00:00:00Z", { kind: "datetime" }],
  ["5400s", { kind: "duration" }],
  ["AAH/", { kind: "binary" }],
  ["s", { kind: "enum", values: ["s"] }],
  [[1, 2], { kind: "list", element: int }],
  [{ a: [1] }, { kind: "map", value: { kind: "list", element: int } }],
  [{ a: [1, 2.5, null, "x", { b: true }] }, { kind: "struct" }],
  ["s3://b/k.csv", file],
  ["s3://b/t", table],
  ["s3://b/s", { kind: "schema", columns: [] }],
  ["x", optionalOf({ kind: "string" })],
  [null, optionalOf(int)],
  [
    { when: "2024-01-31T00:00:00+00:00", n: 1 },
    { kind: "struct", structure: { fields: { when: { kind: "datetime" }, n: float } } },
  ],
];

for (const [given, type] of round) {
  json(`${JSON.stringify(given)} as ${type.kind} comes back as it was`, () => {
    assert.equal(toJson(fromJson(given, type)), given);
  });
}

json("friendly forms are understood", () => {
  assert.equal(fromJson("1h30m", { kind: "duration" }), { kind: "duration", value: "5400s" });
  assert.equal(fromJson("2024-01-31", { kind: "datetime" }), { kind: "datetime", value: "2024-01-31T00:00:00Z" });
  assert.equal(toJson(fromJson({ uri: "s3://b/t", file_format: "csv" }, table)), "s3://b/t");
  assert.equal(fromJson(new Date(0), { kind: "datetime" }), { kind: "datetime", value: "1970-01-01T00:00:00Z" });
});

json("a relative path becomes one that holds in any folder", () => {
  const literal = parseText("./a b.csv", file);
  assert.is(literal.kind === "blob" ? literal.uri : "", `${process.cwd()}/a b.csv`);
});

json("digits that JSON has lost are not taken for an int", () => {
  throws(
    () => fromJson(JSON.parse("[9007199254740993]"), { kind: "list", element: int }, "inputs.ids"),
    "VALUE_INT_UNSAFE",
  );
});

const texts: readonly (readonly [text: string, type: FlowType, value: unknown])[] = [
  ["5", int, 5],
  ["-5", int, -5],
  ["9007199254740993", int, 9007199254740993n],
  ["0.66", float, 0.66],
  ["1e-3", float, 0.001],
  ["5", float, 5],
  ["nan", float, Number.NaN],
  ["-inf", float, Number.NEGATIVE_INFINITY],
  ["true", { kind: "bool" }, true],
  ["007", { kind: "string" }, "007"],
  ["", { kind: "string" }, ""],
  ["null", { kind: "none" }, null],
  ["[1, 2]", { kind: "list", element: int }, [1, 2]],
  ['{"a": 1}', { kind: "struct" }, { a: 1 }],
  ["null", optionalOf(int), null],
  ["5", optionalOf(int), 5],
  ["5", unionOf({ kind: "string" }, int), "5"],
  ["s", { kind: "enum", values: ["s"] }, "s"],
];

for (const [text, type, value] of texts) {
  json(`the text ${JSON.stringify(text)} as ${type.kind} is understood`, () => {
    assert.equal(toValue(parseText(text, type)), value);
  });
}

const wrong: readonly (readonly [text: string, type: FlowType, code: string])[] = [
  ["1.5", int, "VALUE_TYPE_MISMATCH"],
  ["0x10", int, "VALUE_TYPE_MISMATCH"],
  ["", int, "VALUE_TYPE_MISMATCH"],
  ["99999999999999999999", int, "VALUE_INT_OUT_OF_RANGE"],
  ["half", float, "VALUE_TYPE_MISMATCH"],
  ["", float, "VALUE_TYPE_MISMATCH"],
  ["yes", { kind: "bool" }, "VALUE_TYPE_MISMATCH"],
  ["soon", { kind: "datetime" }, "VALUE_DATETIME_MALFORMED"],
  ["soon", { kind: "duration" }, "VALUE_DURATION_MALFORMED"],
  ["%%%", { kind: "binary" }, "VALUE_BINARY_MALFORMED"],
  ["xl", { kind: "enum", values: ["s"] }, "VALUE_ENUM_UNKNOWN"],
  ["[1,", { kind: "list", element: int }, "VALUE_JSON_MALFORMED"],
  ["{}", { kind: "list", element: int }, "VALUE_TYPE_MISMATCH"],
  ["x", optionalOf(int), "VALUE_TYPE_MISMATCH"],
];

for (const [text, type, code] of wrong) {
  json(`the text ${JSON.stringify(text)} as ${type.kind} is refused`, () => {
    assert.is(throws(() => parseText(text, type, "--flag"), code).path, "--flag");
  });
}

json.run();
