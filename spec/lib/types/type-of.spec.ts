import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  conforms,
  type FlowType,
  isAssignable,
  type Literal,
  optionalOf,
  toLiteral,
  typeOf,
} from "../../../lib/types/index.js";

const types = suite("lib/types/type-of");

const int: FlowType = { kind: "int" };
const one: Literal = { kind: "int", value: "1" };
const none: Literal = { kind: "none" };
const list = (...items: readonly Literal[]): Literal => ({ kind: "list", items });

types("bytes are an object when their tag says msgpack", () => {
  assert.equal(typeOf({ kind: "binary", value: "", tag: "msgpack" }), { kind: "struct" });
  assert.equal(typeOf({ kind: "binary", value: "", tag: "raw" }), { kind: "binary" });
});

types("an empty list is a list of none, and says nothing about its neighbours", () => {
  assert.equal(typeOf(list()), { kind: "list", element: { kind: "none" } });
  assert.equal(typeOf(list(list(), list(one))), { kind: "list", element: { kind: "list", element: int } });
});

types("a mixed list is a list of unions", () => {
  const mixed = typeOf(list(one, { kind: "string", value: "x" }, one, none));
  assert.equal(mixed, {
    kind: "list",
    element: { kind: "union", variants: [int, { kind: "none" }, { kind: "string" }] },
  });
});

types("whatever becomes a literal of a type fits that type", () => {
  const cases: readonly (readonly [unknown, FlowType])[] = [
    [[1, null, 2], { kind: "list", element: optionalOf(int) }],
    [
      { a: [], b: [1] },
      { kind: "map", value: { kind: "list", element: int } },
    ],
    [null, optionalOf({ kind: "list", element: int })],
    [["s"], { kind: "list", element: { kind: "enum", values: ["s"] } }],
    ["s", optionalOf({ kind: "enum", values: ["s"] })],
    [{ n: 1 }, { kind: "struct", metadata: { type: "object", properties: {} } }],
  ];
  for (const [value, type] of cases) {
    const literal = toLiteral(value, type);
    assert.ok(isAssignable(typeOf(literal), type), JSON.stringify(type));
    assert.ok(conforms(literal, type), JSON.stringify(type));
  }
});

types("a text that is none of an enum's values does not conform, wherever it stands", () => {
  const size: FlowType = { kind: "enum", values: ["s"] };
  const text: Literal = { kind: "string", value: "x" };
  assert.not.ok(conforms(text, size));
  assert.not.ok(conforms(list(text), { kind: "list", element: size }));
  assert.not.ok(conforms({ kind: "map", entries: { a: text } }, { kind: "map", value: size }));
  assert.not.ok(conforms(text, optionalOf(size)));
  assert.not.ok(conforms(one, size));
});

types("a value that lies outside has the type that was noted", () => {
  assert.equal(typeOf({ kind: "offloaded", uri: "", sizeBytes: "0", type: int }), int);
});

types.run();
