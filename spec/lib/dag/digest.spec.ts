import { suite } from "uvu";
import * as assert from "uvu/assert";
import { canonical, digest, freeze, versionOf } from "../../../lib/dag/index.js";
import { graph } from "../../support/graph.js";

const digesting = suite("lib/dag/digest");

digesting("the order in which keys were written does not count, that of lists does", () => {
  assert.is(canonical({ b: [2, 1], a: { d: null, c: "é" } }), '{"a":{"c":"é","d":null},"b":[2,1]}');
  assert.is.not(digest([1, 2]), digest([2, 1]));
});

digesting("what is undefined is not there", () => {
  assert.is(canonical({ a: undefined, b: [undefined] }), '{"b":[null]}');
});

digesting("the version is 64 hex digits and follows the Dag", () => {
  const version = versionOf(graph({ nodes: { a: [] } }));
  assert.match(version, /^[0-9a-f]{64}$/);
  assert.is(versionOf(graph({ nodes: { a: [] } })), version);
  assert.is.not(versionOf(graph({ nodes: { a: { retries: 1 } } })), version);
});

digesting("freezing reaches everything inside, also below what was frozen before", () => {
  const inner = { deep: [{ x: 1 }] };
  const data = freeze({ outer: Object.freeze({ inner }) });
  assert.ok(Object.isFrozen(data.outer.inner.deep[0]));
});

digesting.run();
