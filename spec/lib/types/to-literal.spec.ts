import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  Duration,
  type FlowType,
  FlyteDirectory,
  FlyteError,
  FlyteFile,
  FlyteSchema,
  optionalOf,
  StructuredDataset,
  toLiteral,
  toValue,
  unionOf,
} from "../../../lib/types/index.js";
import { throws } from "../../support/expect.js";

const literals = suite("lib/types/to-literal");

const int: FlowType = { kind: "int" };
const float: FlowType = { kind: "float" };
const string: FlowType = { kind: "string" };
const struct: FlowType = { kind: "struct" };
const listOf = (element: FlowType): FlowType => ({ kind: "list", element });
const mapOf = (value: FlowType): FlowType => ({ kind: "map", value });
const file: FlowType = { kind: "blob", format: "", dimensionality: "single" };
const point: FlowType = {
  kind: "struct",
  structure: { fields: { x: int, y: float, label: optionalOf(string), at: optionalOf({ kind: "datetime" }) } },
};

const back: readonly (readonly [name: string, value: unknown, type: FlowType])[] = [
  ["none", null, { kind: "none" }],
  ["zero", 0, int],
  ["a number at the edge of exactness", Number.MAX_SAFE_INTEGER, int],
  ["a bigint beyond it", 2n ** 53n + 1n, int],
  ["the largest int", 2n ** 63n - 1n, int],
  ["the smallest int", -(2n ** 63n), int],
  ["a fraction", 0.1, float],
  ["a whole float", 3, float],
  ["the smallest float", 5e-324, float],
  ["not a number", Number.NaN, float],
  ["infinity", Number.POSITIVE_INFINITY, float],
  ["minus infinity", Number.NEGATIVE_INFINITY, float],
  ["minus zero", -0, float],
  ["text", "naïve ☃ 👩‍🔬\u0000", string],
  ["true", true, { kind: "bool" }],
  ["a moment", new Date("2024-02-29T12:00:00.250Z"), { kind: "datetime" }],
  ["a moment before the epoch", new Date(-1), { kind: "datetime" }],
  ["the first moment", new Date("0001-01-01T00:00:00Z"), { kind: "datetime" }],
  ["a duration", Duration.parse("-1h0.000000001s"), { kind: "duration" }],
  ["bytes", new Uint8Array([0, 1, 254, 255]), { kind: "binary" }],
  ["an enum's value", "large", { kind: "enum", values: ["small", "large"] }],
  ["an empty list", [], listOf(int)],
  ["a list of lists", [[1], [], [2, 3]], listOf(listOf(int))],
  ["a map", { b: 1, a: 2, "": 3 }, mapOf(int)],
  ["an object", { b: [1, 2.5, "x", null, true, { c: {} }], a: 2n ** 60n, bytes: new Uint8Array([1]) }, struct],
  ["a number as an object", 5, struct],
  ["an object with declared fields", { x: 1, y: 2, label: "p", at: new Date(0) }, point],
  ["an optional value", "x", optionalOf(string)],
  ["an optional none", null, optionalOf(string)],
  ["an error", new FlyteError("broke", { failedNodeId: "n0" }), { kind: "error" }],
  ["a file", new FlyteFile("s3://b/k.csv", { format: "csv" }), { ...file, format: "csv" }],
  ["a directory", new FlyteDirectory("s3://b/p"), { ...file, dimensionality: "multipart" }],
  ["a schema", new FlyteSchema("s3://b/s", { columns: [{ name: "n", type: "int" }] }), { kind: "schema", columns: [] }],
  [
    "a table",
    new StructuredDataset("s3://b/t", { columns: { n: "int" }, format: "parquet" }),
    { kind: "structuredDataset", columns: [], format: "" },
  ],
];

for (const [name, value, type] of back) {
  literals(`${name} comes back as it was, also through JSON`, () => {
    const literal = toLiteral(value, type);
    assert.equal(toValue(JSON.parse(JSON.stringify(literal)), type), value);
    if (Object.is(value, -0)) assert.ok(Object.is(toValue(literal), -0));
  });
}

const refused: readonly (readonly [name: string, value: unknown, type: FlowType, code: string])[] = [
  ["a fraction as an int", 1.5, int, "VALUE_TYPE_MISMATCH"],
  ["NaN as an int", Number.NaN, int, "VALUE_TYPE_MISMATCH"],
  ["infinity as an int", Number.POSITIVE_INFINITY, int, "VALUE_TYPE_MISMATCH"],
  ["2^63 as an int", 2n ** 63n, int, "VALUE_INT_OUT_OF_RANGE"],
  ["2^63 as a number", 2 ** 63, int, "VALUE_INT_OUT_OF_RANGE"],
  ["2^53 as a number", 2 ** 53, int, "VALUE_INT_UNSAFE"],
  ["a text as an int", "5", int, "VALUE_TYPE_MISMATCH"],
  ["a boolean as an int", true, int, "VALUE_TYPE_MISMATCH"],
  ["a bigint as a float", 5n, float, "VALUE_TYPE_MISMATCH"],
  ["nothing as a text", undefined, string, "VALUE_TYPE_MISMATCH"],
  ["half a character", "\ud800", string, "VALUE_TEXT_MALFORMED"],
  ["a Date without time", new Date(Number.NaN), { kind: "datetime" }, "VALUE_TYPE_MISMATCH"],
  ["a Date beyond year 9999", new Date(8.64e15), { kind: "datetime" }, "VALUE_DATETIME_MALFORMED"],
  ["an unknown value of an enum", "huge", { kind: "enum", values: ["small"] }, "VALUE_ENUM_UNKNOWN"],
  ["a Set as a list", new Set([1]), listOf(int), "VALUE_TYPE_MISMATCH"],
  [
    "a class as a map",
    new (class Box {
      n = 1;
    })(),
    mapOf(int),
    "VALUE_TYPE_MISMATCH",
  ],
  ["a function in an object", { f: () => 1 }, struct, "VALUE_TYPE_MISMATCH"],
  ["a Promise", Promise.resolve({}), struct, "VALUE_TYPE_MISMATCH"],
  ["a Set in an object", { s: new Set() }, struct, "VALUE_TYPE_MISMATCH"],
  ["too large an int in an object", { n: 2n ** 64n }, struct, "VALUE_INT_OUT_OF_RANGE"],
  ["a key that changes objects", JSON.parse('{"__proto__": 1}'), struct, "VALUE_KEY_REFUSED"],
  ["such a key in a map", JSON.parse('{"__proto__": 1}'), mapOf(int), "VALUE_KEY_REFUSED"],
  ["a key that is no text", new Map([[{}, 1]]), mapOf(int), "VALUE_KEY_REFUSED"],
  ["a field that is not declared", { x: 1, y: 2, z: 3 }, point, "VALUE_FIELD_UNKNOWN"],
  ["a field that is left out", { x: 1 }, point, "VALUE_FIELD_MISSING"],
  [
    "a file of another format",
    new FlyteFile("a", { format: "txt" }),
    { ...file, format: "csv" },
    "VALUE_FORMAT_MISMATCH",
  ],
  ["a file in memory", FlyteFile.fromBytes("x"), file, "VALUE_FILE_NOT_WRITTEN"],
  ["a file as a directory", new FlyteFile("a"), { ...file, dimensionality: "multipart" }, "VALUE_TYPE_MISMATCH"],
  ["what no variant takes", 1.5, unionOf(int, string), "VALUE_TYPE_MISMATCH"],
];

for (const [name, value, type, code] of refused) {
  literals(`${name} is refused`, () => {
    throws(() => toLiteral(value, type), code);
  });
}

literals("the error names the place, what was expected and the mend", () => {
  const type: FlowType = { kind: "struct", structure: { fields: { points: listOf(point) } } };
  const value = {
    points: [
      { x: 1, y: 2 },
      { x: 1.5, y: 2 },
    ],
  };
  const error = throws(() => toLiteral(value, type, "Report.inputs.shape"), "VALUE_TYPE_MISMATCH");
  assert.is(error.path, "Report.inputs.shape.points[1].x");
  assert.is(error.plainMessage, "expected int, got 1.5");
  assert.is(error.hint, "Round it, or declare the field as Float.");
  const odd = throws(() => toLiteral({ "a b": { c: 1.5 } }, mapOf(mapOf(int)), "M"), "VALUE_TYPE_MISMATCH");
  assert.is(odd.path, 'M["a b"].c');
});

literals("an unsafe int asks for bigint", () => {
  assert.match(throws(() => toLiteral(2 ** 53, int), "VALUE_INT_UNSAFE").hint ?? "", /bigint/);
});

literals("a forgotten await is told as such", () => {
  const error = throws(() => toLiteral(Promise.resolve(1), int), "VALUE_TYPE_MISMATCH");
  assert.match(error.hint ?? "", /await/);
});

literals("a value that holds itself is refused, and one that is held twice is not", () => {
  const loop: Record<string, unknown> = {};
  loop.self = [loop];
  throws(() => toLiteral(loop, struct), "VALUE_CYCLIC");
  const list: unknown[] = [];
  list.push(list);
  throws(() => toLiteral(list, listOf(listOf(int))), "VALUE_CYCLIC");
  const twice = { a: 1 };
  assert.equal(toValue(toLiteral([twice, twice], struct)), [twice, twice]);
});

literals("a value that is nested too deep is refused before the stack ends", () => {
  let deep: unknown = 1;
  for (let level = 0; level < 100_000; level += 1) deep = [deep];
  throws(() => toLiteral(deep, struct), "VALUE_TOO_DEEP");
});

literals("a union keeps which variant it took, tagged as flytekit tags it", () => {
  const type = unionOf(int, string, { kind: "none" });
  assert.equal(toLiteral("x", type), {
    kind: "union",
    value: { kind: "string", value: "x" },
    type: { kind: "string", structure: { tag: "str" } },
  });
  assert.equal(toLiteral(undefined, type), {
    kind: "union",
    value: { kind: "none" },
    type: { kind: "none", structure: { tag: "none" } },
  });
});

literals("what is wrong inside the only variant that could be meant is told", () => {
  const error = throws(() => toLiteral([1, 2.5], optionalOf(listOf(int)), "A.b"), "VALUE_TYPE_MISMATCH");
  assert.is(error.path, "A.b[1]");
});

literals("a list of a million comes out in one piece", () => {
  const many = Array.from({ length: 1_000_000 }, (_, index) => index);
  const literal = toLiteral(many, listOf(int));
  assert.is(literal.kind === "list" ? literal.items.length : 0, 1_000_000);
});

literals("holes of a list are values that are missing", () => {
  // biome-ignore lint/suspicious/noSparseArray: the hole is what this is about
  throws(() => toLiteral([1, , 3], listOf(int)), "VALUE_TYPE_MISMATCH");
});

literals.run();
