import { decode, encode } from "@msgpack/msgpack";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type FlowType, type Literal, literalAt, toLiteral, toValue } from "../../../lib/types/index.js";
import { throws } from "../../support/expect.js";
import { golden } from "../../support/golden.js";

const msgpack = suite("lib/types/msgpack");

const struct: FlowType = { kind: "struct" };
const float: FlowType = { kind: "float" };

interface GoldenValue {
  readonly name: string;
  readonly json: { readonly scalar?: { readonly binary?: { readonly value?: string } } };
}

const packed = new Map(
  golden<{ readonly values: readonly GoldenValue[] }>("flytekit/literals.json")
    .values.filter(({ name }) => name.startsWith("msgpack "))
    .map(({ name, json }) => [name.slice("msgpack ".length), json.scalar?.binary?.value ?? ""]),
);

const values: Readonly<Record<string, unknown>> = {
  null: null,
  true: true,
  false: false,
  zero: 0,
  fixint: 127,
  "negative fixint": -32,
  uint8: 200,
  uint16: 2 ** 16 - 1,
  uint32: 2 ** 32 - 1,
  uint64: 2n ** 53n + 1n,
  int8: -128,
  int16: -(2 ** 15),
  int32: -(2 ** 31),
  int64: -(2n ** 63n),
  "negative zero": -0,
  float: 0.1,
  nan: Number.NaN,
  "empty string": "",
  str8: "x".repeat(40),
  str16: "y".repeat(300),
  unicode: "☃",
  bytes: new Uint8Array([0, 255]),
  "empty list": [],
  "list of 16": Array.from({ length: 16 }, (_, index) => index),
  "empty map": {},
  "map of 16": Object.fromEntries(Array.from({ length: 16 }, (_, n) => [`k${String(n).padStart(2, "0")}`, n])),
  "map with int keys": new Map([
    [1, "a"],
    [2, "b"],
  ]),
  record: { path: "s3://bucket/key", metadata: { a: "b" } },
  table: { uri: "s3://bucket/t", file_format: "parquet" },
};

for (const [name, value] of Object.entries(values)) {
  msgpack(`as flytekit packs it: ${name}`, () => {
    assert.equal(toLiteral(value, struct), { kind: "binary", value: packed.get(name), tag: "msgpack" });
  });
}

const typed: Readonly<Record<string, readonly [value: unknown, type: FlowType]>> = {
  map: [
    { a: 1, b: 2, c: { d: [{}] } },
    {
      kind: "struct",
      structure: {
        fields: {
          a: { kind: "int" },
          b: float,
          c: { kind: "map", value: { kind: "list", element: struct } },
        },
      },
    },
  ],
};

for (const [name, [value, type]] of Object.entries(typed)) {
  msgpack(`declared floats stay floats as flytekit packs them: ${name}`, () => {
    assert.equal(toLiteral(value, type), { kind: "binary", value: packed.get(name), tag: "msgpack" });
  });
}

msgpack("every golden value is read as another reader reads it", () => {
  for (const [name, base64] of packed) {
    const literal: Literal = { kind: "binary", value: base64, tag: "msgpack" };
    if (name === "map with int keys") continue;
    const other = decode(new Uint8Array(Buffer.from(base64, "base64")), { useBigInt64: true });
    assert.equal(toValue(literal), small(other), name);
  }
});

msgpack("what this packs, another reader reads the same", () => {
  const value = {
    a: [1, -1, 2.5, "x".repeat(70_000), Array.from({ length: 70_000 }, () => 1)],
    b: new Uint8Array(300),
  };
  const literal = toLiteral(value, struct);
  assert.equal(decode(new Uint8Array(Buffer.from(literal.kind === "binary" ? literal.value : "", "base64"))), value);
  assert.equal(toValue(literal), value);
});

const hostile: readonly (readonly [why: string, bytes: readonly number[]])[] = [
  ["nothing", []],
  ["a text that ends early", [0xa5, 0x61]],
  ["a list that promises four billion items", [0xdd, 0xff, 0xff, 0xff, 0xff]],
  ["a map that promises as many", [0xdf, 0xff, 0xff, 0xff, 0xff]],
  ["an extension", [0xc7, 0x01, 0x05, 0x00]],
  ["the mark that is never used", [0xc1]],
  ["two values", [0x01, 0x02]],
  ["a list as key", [0x81, 0x90, 0x01]],
  ["a deep nest", Array.from({ length: 100_000 }, () => 0x91).concat([0x01])],
];

for (const [why, bytes] of hostile) {
  msgpack(`${why} is refused`, () => {
    const literal: Literal = { kind: "binary", value: Buffer.from(bytes).toString("base64"), tag: "msgpack" };
    throws(() => toValue(literal), "VALUE_BINARY_MALFORMED");
  });
}

msgpack("a key that changes objects is refused on the way in", () => {
  const bytes = Buffer.from([0x81, 0xa9, ...Buffer.from("__proto__"), 0x01]);
  throws(() => toValue({ kind: "binary", value: bytes.toString("base64"), tag: "msgpack" }), "VALUE_KEY_REFUSED");
});

msgpack("no bytes make the reader fail in another way", () => {
  let state = 7;
  const random = () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state >>> 24;
  };
  for (let round = 0; round < 3_000; round += 1) {
    const bytes = Buffer.from(encode({ a: [1, "x", { b: 2.5 }], c: new Uint8Array(3) }));
    for (let change = 0; change < 3; change += 1) bytes[random() % bytes.length] = random();
    try {
      toValue({ kind: "binary", value: bytes.toString("base64"), tag: "msgpack" });
    } catch (error) {
      assert.match((error as Error).message, /^\[VALUE_(BINARY_MALFORMED|KEY_REFUSED)\]/);
    }
  }
});

const inside: Literal = toLiteral(
  { corners: [{ x: 1 }, { x: 2n ** 60n }], scale: 2, name: "n", none: null },
  {
    kind: "struct",
    structure: { fields: { corners: struct, scale: float, name: { kind: "string" }, none: { kind: "none" } } },
  },
);

msgpack("a path into an object gives ints as ints and floats as floats", () => {
  assert.equal(literalAt(inside, ["corners", 0, "x"]), { kind: "int", value: "1" });
  assert.equal(literalAt(inside, ["corners", 1, "x"]), { kind: "int", value: String(2n ** 60n) });
  assert.equal(literalAt(inside, ["scale"]), { kind: "float", value: 2 });
  assert.equal(literalAt(inside, ["name"]), { kind: "string", value: "n" });
  assert.equal(toValue(literalAt(inside, ["none"])), null);
});

msgpack("a list inside an object becomes a list of packed items, which a declared type reads", () => {
  const list = literalAt(inside, ["corners"]);
  assert.is(list.kind, "list");
  assert.equal(toValue(list), [{ x: 1 }, { x: 2n ** 60n }]);
  const numbers = literalAt(toLiteral({ n: [1, 2] }, struct), ["n"]);
  assert.equal(toValue(numbers, { kind: "list", element: { kind: "int" } }), [1, 2]);
});

msgpack("a path through lists, maps, unions and the older form of objects", () => {
  const list: Literal = {
    kind: "list",
    items: [
      {
        kind: "map",
        entries: { a: { kind: "union", value: { kind: "struct", value: { b: [1, "x"] } }, type: struct } },
      },
    ],
  };
  assert.equal(literalAt(list, [0, "a", "b", 0]), { kind: "float", value: 1 });
  assert.equal(literalAt(list, [0, "a", "b", 1]), { kind: "string", value: "x" });
  assert.equal(literalAt(list, []), list);
});

msgpack("a step that does not exist is told with what there is", () => {
  assert.match(throws(() => literalAt(inside, ["corner"]), "VALUE_PATH_MISSING").message, /no field corner .* corners/);
  throws(() => literalAt(inside, ["corners", 2]), "VALUE_PATH_MISSING");
  throws(() => literalAt(inside, ["corners", -1]), "VALUE_PATH_MISSING");
  throws(() => literalAt({ kind: "int", value: "1" }, ["a"]), "VALUE_PATH_MISSING");
  throws(() => literalAt({ kind: "struct", value: { a: 1 } }, ["toString"]), "VALUE_PATH_MISSING");
  throws(() => literalAt({ kind: "offloaded", uri: "s3://x", sizeBytes: "1", type: struct }, ["a"]), "VALUE_OFFLOADED");
});

// The other reader gives every int of 64 bits as bigint.
function small(value: unknown): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(small);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, small(inner)]));
}

msgpack.run();
