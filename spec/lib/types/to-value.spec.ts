import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  Duration,
  type FlowType,
  FlyteFile,
  type Literal,
  optionalOf,
  StructuredDataset,
  toLiteral,
  toValue,
} from "../../../lib/types/index.js";
import { throws } from "../../support/expect.js";

const values = suite("lib/types/to-value");

const int: FlowType = { kind: "int" };
const record: FlowType = {
  kind: "struct",
  structure: {
    fields: {
      when: { kind: "datetime" },
      wait: { kind: "duration" },
      model: { kind: "blob", format: "", dimensionality: "single" },
      rows: { kind: "structuredDataset", columns: [], format: "" },
      size: { kind: "enum", values: ["s", "l"] },
      count: int,
      rate: { kind: "float" },
      inner: { kind: "struct", structure: { fields: { n: optionalOf(int) } } },
      many: { kind: "list", element: { kind: "datetime" } },
    },
  },
};
const whole = {
  when: new Date("2024-01-02T03:04:05.006Z"),
  wait: Duration.parse("90s"),
  model: new FlyteFile("s3://b/m"),
  rows: new StructuredDataset("s3://b/t", { format: "parquet" }),
  size: "s",
  count: 2n ** 60n,
  rate: 2,
  inner: { n: 5 },
  many: [new Date(0)],
};

values("declared fields of an object come out typed, also from the older form", () => {
  assert.equal(toValue(toLiteral(whole, record), record), whole);
  const older: Literal = {
    kind: "struct",
    value: {
      when: "2024-01-02T03:04:05.006000+00:00",
      wait: 90,
      model: { path: "s3://b/m" },
      rows: { uri: "s3://b/t", file_format: "parquet" },
      size: "s",
      count: 2 ** 60,
      rate: 2,
      inner: { n: 5 },
      many: ["1970-01-01T00:00:00Z"],
    },
  };
  assert.equal(toValue(older, record), whole);
});

values("moments and files stand inside objects as flytekit's readers expect them", () => {
  assert.equal(
    toValue(
      toLiteral({ when: whole.when, wait: whole.wait, model: whole.model, rows: whole.rows }, { kind: "struct" }),
    ),
    {
      when: "2024-01-02T03:04:05.006000+00:00",
      wait: 90,
      model: { path: "s3://b/m" },
      rows: { uri: "s3://b/t", file_format: "parquet" },
    },
  );
  const typed = toValue(toLiteral(whole, record)) as Record<string, unknown>;
  assert.is(typed.when, "2024-01-02T03:04:05.006000+00:00");
  assert.equal(typed.model, { path: "s3://b/m" });
});

values("fields of a subclass are kept where its parent is read", () => {
  const parent: FlowType = { kind: "struct", structure: { fields: { n: int } } };
  assert.equal(toValue({ kind: "struct", value: { n: 1, more: "x" } }, parent), { n: 1, more: "x" });
});

values("numbers are read as flytekit's readers do", () => {
  assert.is(toValue({ kind: "float", value: 5 }, int), 5);
  assert.is(toValue({ kind: "int", value: "5" }, { kind: "float" }), 5);
  throws(() => toValue({ kind: "float", value: 5.5 }, int), "VALUE_TYPE_MISMATCH");
  throws(() => toValue({ kind: "string", value: "5" }, int), "VALUE_TYPE_MISMATCH");
});

values("a packed list or map is read as the declared one", () => {
  assert.equal(toValue(toLiteral([1, 2], { kind: "struct" }), { kind: "list", element: int }), [1, 2]);
  assert.equal(toValue(toLiteral({ a: 1 }, { kind: "struct" }), { kind: "map", value: int }), { a: 1 });
});

values("a literal that is no union is read by the variant that takes it", () => {
  const type = optionalOf({ kind: "list", element: int });
  assert.equal(toValue({ kind: "list", items: [{ kind: "int", value: "1" }] }, type), [1]);
  assert.equal(toValue({ kind: "none" }, type), null);
  throws(() => toValue({ kind: "string", value: "x" }, type), "VALUE_TYPE_MISMATCH");
});

values("the stored variant of a union is read with what the declared one knows", () => {
  const type = optionalOf(record);
  assert.equal(toValue(toLiteral(whole, type), type), whole);
});

values("a file is no directory", () => {
  const literal: Literal = { kind: "blob", uri: "s3://b", format: "", dimensionality: "multipart" };
  throws(() => toValue(literal, { kind: "blob", format: "", dimensionality: "single" }), "VALUE_TYPE_MISMATCH");
});

values("a value that lies outside must be fetched first", () => {
  const literal: Literal = { kind: "offloaded", uri: "s3://b/o0", sizeBytes: "9", type: int };
  assert.match(throws(() => toValue(literal), "VALUE_OFFLOADED").message, /s3:\/\/b\/o0/);
});

values("the error names the place", () => {
  const literal: Literal = { kind: "struct", value: { count: 1, many: ["x"] } };
  assert.is(
    throws(() => toValue(literal, record, "Report.inputs"), "VALUE_DATETIME_MALFORMED").path,
    "Report.inputs.many[0]",
  );
});

values("what is finer than a millisecond is dropped from a Date", () => {
  assert.equal(toValue({ kind: "datetime", value: "1969-12-31T23:59:59.999999999Z" }), new Date(-1));
});

values.run();
