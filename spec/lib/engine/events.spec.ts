import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Event, execute } from "../../../lib/engine/index.js";
import { within } from "../../support/expect.js";
import { fakeClock, turns } from "../../support/fake-clock.js";
import { fakeRunner, play, toLine } from "../../support/fake-runner.js";
import { constant, graph, int, promise, subWorkflow, toNode } from "../../support/graph.js";

const events = suite("lib/engine/events");

events("nothing is acted on before a slow listener has it", async () => {
  const acts: string[] = [];
  const runner = fakeRunner({
    n0: () => {
      acts.push("body");
      return 1;
    },
  });
  const onEvent = async (event: Event) => {
    acts.push(`told ${toLine(event)}`);
    await turns();
    acts.push(`kept ${toLine(event)}`);
  };
  await execute(graph({ nodes: { n0: [], n1: ["n0"] } }), {}, { run: "run", runner, onEvent });
  assert.ok(acts.indexOf("kept n0#0 RUNNING") < acts.indexOf("body"));
  assert.ok(acts.indexOf("kept n0 SUCCEEDED") < acts.indexOf("told n1 QUEUED"));
  assert.is(acts.at(-1), "kept run SUCCEEDED");
});

events("a listener that fails ends the run, since what is not recorded must not go on", async () => {
  for (const fail of [
    () => {
      throw new Error("disk full");
    },
    () => Promise.reject(new Error("disk full")),
  ]) {
    const ran: string[] = [];
    const body = (name: string) => () => {
      ran.push(name);
      return 1;
    };
    const runner = fakeRunner({ n0: body("n0"), n1: body("n1") });
    const onEvent = (event: Event) => (toLine(event) === "n0 SUCCEEDED" ? fail() : undefined);
    const outcome = await execute(graph({ nodes: { n0: [], n1: ["n0"] } }), {}, { run: "run", runner, onEvent });
    assert.is(outcome.phase, "FAILED");
    assert.is(outcome.error?.code, "RUN_LISTENER_FAILED");
    assert.equal(ran, ["n0"]);
  }
});

events(
  "a run that can no longer be kept breaks off at once, and its tasks are told that it only stops here",
  async () => {
    const unkept = new AbortController();
    const reasons: unknown[] = [];
    const n0 = (_: unknown, { signal }: { readonly signal: AbortSignal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          reasons.push((signal.reason as { code?: string }).code);
          reject(signal.reason);
        });
        unkept.abort(new Error("disk full"));
      });
    const outcome = await play(graph({ nodes: { n0: [] } }), { n0 }, { unkept: unkept.signal });
    assert.equal([outcome.phase, outcome.error?.code], ["FAILED", "RUN_LISTENER_FAILED"]);
    assert.equal(reasons, ["RUN_BROKEN_OFF"]);
  },
);

events("what a task reports while it runs is told, and after its end it is not", async () => {
  let late = () => {};
  const ran = await play(graph({ nodes: { n0: { timeout: "1s" } } }), {
    n0(_, attempt) {
      attempt.report({ phase: "INITIALIZING", reason: "pulling" });
      attempt.report({ fraction: 0.5 });
      late = () => attempt.report({ fraction: 1 });
      return 1;
    },
  });
  late();
  const told = ran.events.flatMap((event) =>
    event.kind === "task" && event.progress !== undefined ? [event.progress] : [],
  );
  assert.equal(told, [{ phase: "INITIALIZING", reason: "pulling" }, { fraction: 0.5 }]);
});

events("events carry run, time, names and what holds them", async () => {
  const clock = fakeClock(5000);
  const dag = graph({
    nodes: { outer: { name: "Outer step", target: { kind: "workflow", workflow: "w" } } },
    workflows: { w: subWorkflow("w", { nodes: { inner: { name: "Inner step" } } }) },
  });
  const { events: told } = await play(dag, {}, { clock, run: "r-1" });
  const inner = told.find((event) => event.kind === "node" && event.specNode === "inner");
  assert.equal(inner, {
    kind: "node",
    phase: "QUEUED",
    run: "r-1",
    seq: 3,
    at: 5000,
    node: "outer-0-inner",
    specNode: "inner",
    name: "Inner step",
    path: ["Outer step", "Inner step"],
    parent: "outer",
    retryGroup: "0",
    inputs: {},
  });
});

events("ids above twenty characters are hashed as Flyte does", async () => {
  const { events: told } = await play(graph({ nodes: { "a-node-with-a-rather-long-name": [] } }));
  const node = told.find((event) => event.kind === "node");
  assert.is(node?.kind === "node" ? node.node : "", "fsi5gdhq");
});

events("elements of a mapped step are told one by one, each with its own inputs", async () => {
  const inputs = { a: constant({ kind: "list", items: [4, 5].map(int) }), b: constant(int(9)) } as const;
  const target = { kind: "array", node: toNode("e", { task: "t", inputs }), boundInputs: ["b"] } as const;
  const seen: unknown[] = [];
  const ran = await play(graph({ nodes: { n0: { target, inputs } }, outputs: { o: promise("n0") } }), {
    t({ a, b }, { nodeId, element }) {
      seen.push([a, b, nodeId, element?.index, element?.size, element?.inputs.a?.kind]);
      return a?.kind === "int" ? Number(a.value) : 0;
    },
  });
  assert.equal(seen, [
    [int(4), int(9), "n0-0-n0", 0, 2, "list"],
    [int(5), int(9), "n0-0-n1", 1, 2, "list"],
  ]);
  assert.equal(ran.story.slice(1, -3), [
    "n0 QUEUED",
    "n0#0 QUEUED",
    "n0 RUNNING",
    "n0#0 RUNNING",
    "n0[0]#0 QUEUED",
    "n0[0]#0 RUNNING",
    "n0[1]#0 QUEUED",
    "n0[1]#0 RUNNING",
    "n0[0]#0 SUCCEEDED",
    "n0[1]#0 SUCCEEDED",
    "n0#0 SUCCEEDED",
  ]);
  assert.equal(ran.outputs, { o: { kind: "list", items: [int(4), int(5)] } });
});

events("a run that its own listener aborts ends as aborted", async () => {
  const controller = new AbortController();
  const onEvent = (event: Event) => {
    if (toLine(event) === "n0 RUNNING") controller.abort(new Error("enough"));
  };
  const ran = await within(
    2000,
    play(graph({ nodes: { n0: [], n1: ["n0"] } }), {}, { onEvent, signal: controller.signal }),
  );
  assert.equal({ phase: ran.phase, cause: ran.cause }, { phase: "ABORTED", cause: "enough" });
  assert.not.ok(ran.story.includes("n1 QUEUED"));
});

events("a run whose signal fired before it began starts nothing", async () => {
  const ran = await play(graph({ nodes: { n0: [] } }), {}, { signal: AbortSignal.abort("never mind") });
  assert.equal(ran.story, ["run RUNNING", "run ABORTING", "run ABORTED"]);
  assert.is(ran.cause, "never mind");
});

events.run();
