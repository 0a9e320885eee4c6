import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Node } from "../../../lib/dag/index.js";
import { memoryCache } from "../../../lib/engine/index.js";
import { within } from "../../support/expect.js";
import { FlytepathError } from "../../../lib/errors/index.js";
import { fakeClock, turns } from "../../support/fake-clock.js";
import { type Body, play, type Ran } from "../../support/fake-runner.js";
import { constant, graph, int, toNode } from "../../support/graph.js";

const limits = suite("lib/engine/node-limits");

const nodes = { limits: "nodes" } as const;
const forever: Body = (_, { signal }) => new Promise((__, reject) => signal.addEventListener("abort", () => reject(1)));
const about = ({ story }: Ran, node: string) => story.filter((line) => line.startsWith(node));

limits("a node without a place among the run's is not told of", async () => {
  const clock = fakeClock();
  const sleepy: Body = async (_, { signal }) => {
    await clock.sleep(10, signal);
    return 1;
  };
  const dag = graph({ nodes: { a: { task: "t" }, b: { task: "t" } } });
  const { story } = await clock.until(play(dag, { t: sleepy }, { ...nodes, clock, concurrency: 1 }));
  assert.ok(story.indexOf("b QUEUED") > story.indexOf("a SUCCEEDED"), story.join("\n"));
});

limits("a node that waits for a place when the run ends is never told of", async () => {
  const dag = graph({ nodes: { a: { task: "bad" }, b: { task: "t" } } });
  const body: Body = async () => {
    await turns();
    throw new Error("no");
  };
  const ran = await play(dag, { bad: body }, { ...nodes, concurrency: 1 });
  assert.is(ran.phase, "FAILED");
  assert.equal(about(ran, "b"), []);
});

limits("a mapped step has one place, whatever the number of its elements", async () => {
  let running = 0;
  let most = 0;
  const body: Body = async () => {
    most = Math.max(most, ++running);
    await turns();
    running -= 1;
    return 1;
  };
  const inputs = { a: constant({ kind: "list", items: [1, 2, 3].map(int) }) };
  const target: Node["target"] = { kind: "array", node: toNode("e", { task: "t", inputs }), boundInputs: [] };
  const dag = graph({ nodes: { map: { target, inputs }, b: { task: "u" } } });
  const ran = await play(dag, { t: body }, { ...nodes, concurrency: 1 });
  assert.is(most, 3);
  assert.ok(ran.story.indexOf("b QUEUED") > ran.story.indexOf("map SUCCEEDED"), ran.story.join("\n"));
});

limits("what a task decided on has places of its own, and the task gives its place back", async () => {
  const dynamic = graph({
    nodes: { d0: { task: "t" }, d1: { task: "t" } },
    outputs: { o: { kind: "literal", literal: int(1) } },
  });
  const dag = graph({ nodes: { a: { task: "dyn" } } });
  const ran = await play(dag, { dyn: () => ({ outputs: {}, dynamic }) }, { ...nodes, concurrency: 1 });
  assert.is(ran.phase, "SUCCEEDED");
});

limits("who waits for serialised work keeps no place from it", async () => {
  const dynamic = graph({
    nodes: { d0: { task: "t" }, d1: { task: "t" } },
    outputs: { o: { kind: "literal", literal: int(1) } },
  });
  const tasks = { dyn: { cache: { version: "1", serialize: true } } };
  const dag = graph({ nodes: { a: { task: "dyn" }, b: { task: "dyn" } }, tasks });
  const options = { ...nodes, concurrency: 1, cache: memoryCache() };
  const ran = await within(5000, play(dag, { dyn: () => ({ outputs: {}, dynamic }) }, options));
  assert.is(ran.phase, "SUCCEEDED");
});

limits("a node ends as TIMED_OUT at twice its timeout, however many retries it has left", async () => {
  const clock = fakeClock();
  const dag = graph({ nodes: { a: { task: "t", timeout: "10s", retries: 5 } } });
  const ran = await clock.until(play(dag, { t: forever }, { ...nodes, clock }));
  assert.equal(about(ran, "a"), [
    "a QUEUED",
    "a#0 QUEUED",
    "a RUNNING",
    "a#0 RUNNING",
    "a#0 ABORTED",
    "a#1 QUEUED",
    "a#1 RUNNING",
    "a TIMED_OUT",
    "a#1 ABORTED",
  ]);
  assert.is(ran.phase, "FAILED");
  assert.equal(ran.error, { code: "Timeout", message: "Timeout in node", kind: "USER" });
  assert.is(clock.now(), 20_000);
});

limits("who runs in a node that took too long is told why", async () => {
  const clock = fakeClock();
  let reason: unknown;
  const body: Body = async (_, { signal }) => {
    if (signal.aborted) return 1;
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    reason = signal.reason;
    throw new Error("stopped");
  };
  const dag = graph({ nodes: { a: { task: "t", timeout: "10s", retries: 1 } } });
  await clock.until(play(dag, { t: body }, { ...nodes, clock }));
  assert.ok(FlytepathError.is(reason) && reason.code === "NODE_TIMED_OUT");
});

limits("without retries the timeout of the only attempt comes first", async () => {
  const clock = fakeClock();
  const dag = graph({ nodes: { a: { task: "t", timeout: "10s" } } });
  const ran = await clock.until(play(dag, { t: forever }, { ...nodes, clock }));
  assert.is(ran.story.at(-3), "a FAILED");
  assert.is(ran.error?.code, "TimeoutExpired");
});

limits("nodes without attempts have one, as Flyte's executor counts", async () => {
  const clock = fakeClock();
  const target = { kind: "sleep", duration: "60s" } as const;
  const dag = graph({ nodes: { a: { target, timeout: "10s" } } });
  const { error } = await clock.until(play(dag, {}, { ...nodes, clock }));
  assert.equal(
    [error?.code, error?.message],
    [
      "RetriesExhausted|TimeoutExpired",
      "[1/1] currentAttempt done. Last Error: USER::task execution timeout [10s] expired",
    ],
  );
});

limits("a failure node that takes too long is the failure of the run", async () => {
  const clock = fakeClock();
  const bad: Body = () => {
    throw new Error("no");
  };
  const failureNode = toNode("fn", { task: "t", timeout: "10s", retries: 1 });
  const dag = graph({ nodes: { a: { task: "bad" } }, failureNode });
  const { error } = await clock.until(play(dag, { bad, t: forever }, { ...nodes, clock }));
  assert.equal(error, { code: "TimedOut", message: "FailureNode Timed-out", kind: "USER" });
});

limits("where limits are about attempts, retries are as many as were asked for", async () => {
  const clock = fakeClock();
  const dag = graph({ nodes: { a: { task: "t", timeout: "10s", retries: 3 } } });
  const ran = await clock.until(play(dag, { t: forever }, { clock }));
  assert.is(ran.error?.code, "RetriesExhausted|TimeoutExpired");
  assert.is(ran.events.filter(({ kind, phase }) => kind === "task" && phase === "ABORTED").length, 4);
});

limits.run();
