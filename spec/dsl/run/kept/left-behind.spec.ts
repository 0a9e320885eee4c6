import { suite } from "uvu";
import * as assert from "uvu/assert";
import { leftBehind } from "../../../../dsl/run/kept/left-behind.js";
import type { Dag } from "../../../../lib/dag/index.js";
import type { Event } from "../../../../lib/engine/index.js";
import type { Literal, Literals } from "../../../../lib/types/index.js";
import { graph } from "../../../support/graph.js";

const left = suite("dsl/run/kept/left-behind");

const text = (value: string): Literal => ({ kind: "string", value });
const texts = (...values: string[]): Literal => ({ kind: "list", items: values.map(text) });
const starts = { type: "flyte_step", custom: { wait: false } } as const;

const one = graph({ nodes: { a: [], b: [] }, tasks: { a: starts } });
const [a, ...others] = one.nodes;
const each: Dag = {
  ...one,
  nodes: [{ ...a!, target: { kind: "array", node: a!, boundInputs: [] } }, ...others],
};

function succeeded(more: object, outputs: Literals): Event {
  // As much of an event as is looked at.
  return { run: "r", seq: 0, at: 0, phase: "SUCCEEDED", node: "a", outputs, ...more } as unknown as Event;
}

const names = (dag: Dag, ...events: readonly Event[]) =>
  leftBehind(dag, events).map(({ outputs }) => (outputs.execution_name as { readonly value: string }).value);

left("what a step started without waiting, also where the end of its node is not told yet", () => {
  const outputs = { execution_name: text("x"), project: text("p"), domain: text("d") };
  assert.equal(names(one, succeeded({ kind: "node", specNode: "a" }, outputs)), ["x"]);
  assert.equal(names(one, succeeded({ kind: "task", task: "a", attempt: 0 }, outputs)), ["x"]);
  assert.equal(names(one, succeeded({ kind: "node", specNode: "b", node: "b" }, outputs)), []);
});

left("what the elements of a mapped step started, each by itself or all of them together", () => {
  const outputs = { execution_name: texts("x", "y"), project: texts("p", "p"), domain: texts("d", "d") };
  assert.equal(names(each, succeeded({ kind: "node", specNode: "a" }, outputs)), ["x", "y"]);
  const element = { kind: "task", task: "a", attempt: 0, element: 1 };
  assert.equal(names(each, succeeded(element, { execution_name: text("y") })), ["y"]);
});

left.run();
