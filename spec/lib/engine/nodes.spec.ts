import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Node } from "../../../lib/dag/index.js";
import { FlytepathError, TaskError } from "../../../lib/errors/index.js";
import type { FlowType, Literal } from "../../../lib/types/index.js";
import { within } from "../../support/expect.js";
import { fakeClock, turns } from "../../support/fake-clock.js";
import { type Body, fakeRunner, nodeLines, play } from "../../support/fake-runner.js";
import { constant, type DagParts, graph, int, promise, subWorkflow, toNode, variables } from "../../support/graph.js";

const kinds = suite("lib/engine/nodes");

const list = (...values: number[]): Literal => ({ kind: "list", items: values.map(int) });
const number = (literal: Literal | undefined) => (literal?.kind === "int" ? Number(literal.value) : Number.NaN);
const hangs: Body = (_, { signal }) =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
const fails: Body = () => {
  throw new Error("it broke");
};

function mapped(values: Literal, more: object = {}, element: Partial<Node> = {}): DagParts {
  const inputs = { a: constant(values) };
  const node = { ...toNode("e", { task: "t", inputs }), ...element };
  return {
    nodes: { n0: { inputs, target: { kind: "array", node, boundInputs: [], ...more } } },
    outputs: { o: promise("n0") },
  };
}

function nested(parts: DagParts, more: Partial<DagParts> = {}): DagParts {
  const inner = graph(parts);
  return {
    nodes: { outer: { target: { kind: "workflow", workflow: "w" }, ...Object(more.nodes?.outer) }, behind: ["outer"] },
    workflows: { w: subWorkflow("w", parts) },
    tasks: inner.tasks,
  };
}

kinds("elements fail alone, and as many as may fail leave a none", async () => {
  const optional: FlowType = {
    kind: "list",
    element: { kind: "union", variants: [{ kind: "int" }, { kind: "none" }] },
  };
  const parts = mapped(list(1, 2, 3, 4), { minSuccesses: 2 });
  const task = {
    interface: {
      inputs: variables(["a"], { kind: "list", element: { kind: "int" } }),
      outputs: variables(["o"], optional),
    },
  };
  const t: Body = ({ a }) => {
    if (number(a) % 2 === 0) throw new TaskError("even", { code: "EVEN", retryable: false });
    return number(a);
  };
  const ran = await play(graph({ ...parts, tasks: { t: task } }), { t });
  assert.is(ran.phase, "SUCCEEDED");
  const none = { kind: "none" };
  assert.equal(ran.outputs, { o: { kind: "list", items: [int(1), none, int(3), none] } });
});

kinds(
  "a step of Flyte's with fewer elements than must succeed fails as Flyte's executor fails it; ours takes all",
  async () => {
    const ints: FlowType = { kind: "list", element: { kind: "int" } };
    const task = { interface: { inputs: variables(["a"], ints), outputs: variables(["o"], ints) } };
    const parts = mapped(list(1, 2), { minSuccesses: 3 });
    const theirs = await play(graph({ ...parts, tasks: { t: { ...task, type: "python-task" } } }));
    assert.equal(theirs.error, { code: "ArrayNodeFailing", message: "Unknown reason", kind: "UNKNOWN" });
    assert.is((await play(graph({ ...parts, tasks: { t: { ...task, type: "flytepath" } } }))).phase, "SUCCEEDED");
  },
);

kinds("as soon as too many elements have failed, the others are stopped and the waiting ones never start", async () => {
  const started: number[] = [];
  const t: Body = (inputs, attempt, task) => {
    started.push(number(inputs.a));
    return number(inputs.a) === 1 ? fails(inputs, attempt, task) : hangs(inputs, attempt, task);
  };
  const ran = await within(2000, play(graph(mapped(list(1, 2, 3), { parallelism: 2 })), { t }));
  assert.is(ran.error?.message, "[0]: it broke");
  assert.equal(started, [1, 2]);
  assert.ok(ran.story.includes("n0[1]#0 ABORTED"));
});

kinds("each element has its own retries", async () => {
  const t: Body = ({ a }, { attempt }) => {
    if (attempt < number(a)) throw new Error("again");
    return attempt;
  };
  const ran = await play(graph(mapped(list(0, 2, 1), {}, { retries: 2 })), { t });
  assert.equal(ran.outputs, { o: list(0, 2, 1) });
});

kinds("lists of different lengths cannot be mapped together", async () => {
  const inputs = { a: constant(list(1, 2)), b: constant(list(1)) };
  const target = { kind: "array", node: toNode("e", { task: "t", inputs }), boundInputs: [] } as const;
  const { error } = await play(graph({ nodes: { n0: { inputs, target } } }));
  assert.is(error?.code, "InvalidArrayLength");
  assert.match(error?.message ?? "", /'2' as in a, found '1' in b/);
});

kinds("without a list there is one element", async () => {
  const inputs = { a: constant(int(7)) };
  const target = { kind: "array", node: toNode("e", { task: "t", inputs }), boundInputs: ["a"] } as const;
  const ran = await play(graph({ nodes: { n0: { inputs, target } }, outputs: { o: promise("n0") } }), {
    t: ({ a }) => number(a),
  });
  assert.equal(ran.outputs, { o: list(7) });
});

kinds("a mapped sub-workflow has a node of its own for each element", async () => {
  const inner: DagParts = {
    interface: { inputs: variables(["a"]), outputs: {} },
    nodes: { double: { inputs: { a: promise("", "a") } } },
    outputs: { o: promise("double") },
  };
  const inputs = { a: constant(list(1, 2)) };
  const element = toNode("e", { inputs, target: { kind: "workflow", workflow: "w" } });
  const dag = graph({
    nodes: { n0: { name: "each", inputs, target: { kind: "array", node: element, boundInputs: [] } } },
    workflows: { w: subWorkflow("w", inner) },
    outputs: { o: promise("n0") },
    interface: { inputs: {}, outputs: variables(["o"], { kind: "list", element: { kind: "int" } }) },
  });
  const ran = await play(dag, { double: ({ a }) => number(a) * 2 });
  assert.equal(ran.outputs, { o: list(2, 4) });
  const node = ran.events.find((event) => event.kind === "node" && event.node === "n0-0-n1");
  assert.equal(node?.kind === "node" && node.path, ["each", "each[1]"]);
  assert.ok(ran.story.includes("n0-0-n1-0-double SUCCEEDED"));
});

kinds("a failure inside a sub-workflow is the failure of its node", async () => {
  const ran = await play(graph(nested({ nodes: { bad: [], slow: [] } })), { bad: fails, slow: hangs });
  assert.is(ran.error?.message, "it broke");
  assert.equal(nodeLines(ran).slice(-3), ["outer-0-bad FAILED", "outer-0-slow ABORTED", "outer FAILED"]);
  assert.not.ok(ran.story.some((line) => line.startsWith("behind")));
});

kinds("a sub-workflow has a failure node of its own", async () => {
  const failureNode = toNode("fn0", { task: "clean" });
  const ran = await play(graph(nested({ nodes: { bad: [] }, failureNode })), { bad: fails });
  assert.ok(ran.story.indexOf("outer-0-fn0 SUCCEEDED") < ran.story.indexOf("outer FAILED"));
});

kinds("a sub-workflow that takes too long is stopped with all that is in it", async () => {
  const clock = fakeClock();
  const parts = nested({ nodes: { slow: [] } }, { nodes: { outer: { timeout: "60s" } } });
  const ran = await clock.until(play(graph(parts), { slow: hangs }, { clock }));
  assert.is(ran.error?.code, "TimeoutExpired");
  assert.equal(nodeLines(ran).slice(-2), ["outer-0-slow ABORTED", "outer FAILED"]);
});

kinds("the failure node is told the error where it asks for it, and its own failure takes its place", async () => {
  const seen: unknown[] = [];
  const error: FlowType = {
    kind: "union",
    variants: [{ kind: "error", structure: { tag: "FlyteError" } }, { kind: "none" }],
  };
  const failureNode = toNode("fn0", { task: "clean", inputs: { err: constant({ kind: "none" }) } });
  const tasks = { clean: { interface: { inputs: variables(["err"], error), outputs: {} } } };
  const dag = graph({ nodes: { bad: [] }, failureNode, tasks });
  const clean: Body = ({ err }) => {
    seen.push(err);
    return { outputs: {} };
  };
  const ran = await play(dag, { bad: fails, clean });
  assert.is(ran.error?.message, "it broke");
  const value = { kind: "error", message: "it broke", failedNodeId: "fn0" };
  assert.equal(seen, [{ kind: "union", value, type: { kind: "error", structure: { tag: "FlyteError" } } }]);
  const worse = await play(dag, { bad: fails, clean: () => Promise.reject(new Error("cleaning failed")) });
  assert.is(worse.error?.message, "cleaning failed");
});

kinds("a run that is out of time still runs its failure node, once", async () => {
  const clock = fakeClock();
  let runs = 0;
  const clean: Body = () => {
    runs += 1;
    return 1;
  };
  const failureNode = toNode("fn0", { task: "clean" });
  const dag = graph({ nodes: { slow: [] }, failureNode, plan: { runTimeout: "60s" } });
  const ran = await clock.until(play(dag, { slow: hangs, clean }, { clock }));
  assert.equal([ran.phase, runs], ["TIMED_OUT", 1]);
  assert.is(ran.story.filter((line) => line === "run FAILING").length, 1);
});

kinds("more work that a task asks for is checked before it runs, and its failure is the task's", async () => {
  const asks =
    (dynamic: DagParts): Body =>
    () => ({ outputs: {}, dynamic: graph(dynamic) });
  const run = (dynamic: DagParts) => play(graph({ nodes: { n0: { retries: 2 } } }), { n0: asks(dynamic), bad: fails });
  const broken = await run({ nodes: { a: ["ghost"] }, outputs: { o: promise("a") } });
  assert.is(broken.error?.code, "DynamicWorkflowBuildFailed");
  const failed = await run({ nodes: { bad: [] }, outputs: { o: promise("bad") } });
  assert.is(failed.error?.message, "it broke");
  assert.not.ok(failed.story.includes("n0#1 QUEUED"));
  const incomplete = await run({ nodes: { a: [] } });
  assert.is(incomplete.error?.code, "TASK_OUTPUT_MISSING");
});

kinds("more work of a later attempt hangs below that attempt", async () => {
  const n0: Body = (_, { attempt }) => {
    if (attempt === 0) throw new Error("again");
    return { outputs: {}, dynamic: graph({ nodes: { a: [] }, outputs: { o: promise("a") } }) };
  };
  const ran = await play(graph({ nodes: { n0: { retries: 1 } } }), { n0 });
  const child = ran.events.find((event) => event.kind === "node" && event.specNode === "a");
  assert.equal(child?.kind === "node" && [child.node, child.parent, child.retryGroup], ["n0-1-a", "n0", "1"]);
});

const plan: DagParts = {
  nodes: { n0: { retries: 1, target: { kind: "launchPlan", launchPlan: "lp" } } },
  launchPlans: { lp: { ref: { name: "lp" }, interface: { inputs: {}, outputs: variables(["o"]) } } },
};

kinds("a launch plan's execution is retried under a new attempt, and the abort reaches it", async () => {
  const attempts: number[] = [];
  const runner = fakeRunner(
    {},
    {
      async launch(_, __, { attempt, report }) {
        attempts.push(attempt);
        report({ externalId: `execution-${attempt}` });
        if (attempt === 0) throw new TaskError("remote failed", { code: "REMOTE" });
        return { outputs: { o: int(1) } };
      },
    },
  );
  const ran = await play(graph(plan), {}, { runner });
  assert.equal(attempts, [0, 1]);
  const launched = ran.events.flatMap((event) =>
    event.kind === "node" ? [`${event.phase} ${event.launched ?? ""}`] : [],
  );
  assert.equal(launched, [
    "QUEUED ",
    "RUNNING execution-0",
    "RUNNING execution-0",
    "RUNNING execution-1",
    "SUCCEEDED execution-1",
  ]);
  const retried = ran.events.find((event) => event.kind === "node" && event.retryIn !== undefined);
  assert.equal(retried?.kind === "node" && [retried.attempt, retried.error?.code], [0, "REMOTE"]);

  const controller = new AbortController();
  const reasons: unknown[] = [];
  const waiting = fakeRunner(
    {},
    {
      launch: (_, __, { signal }) =>
        new Promise((_, reject) =>
          signal.addEventListener("abort", () => {
            reasons.push(signal.reason);
            reject(signal.reason);
          }),
        ),
    },
  );
  const aborted = play(graph(plan), {}, { runner: waiting, signal: controller.signal });
  await turns();
  controller.abort("enough");
  assert.is((await within(2000, aborted)).phase, "ABORTED");
  assert.equal(reasons, ["enough"]);
});

kinds("what the runner cannot do is said by name", async () => {
  const launch = await play(graph(plan));
  assert.is(launch.error?.code, "NODE_UNSUPPORTED");
  const gate = { n0: { target: { kind: "approve", signal: "ok" } } } as const;
  assert.is((await play(graph({ nodes: gate }))).error?.code, "NODE_UNSUPPORTED");
});

kinds("a gate that nobody opens in time fails", async () => {
  const clock = fakeClock();
  const nodes = { n0: { timeout: "3600s", target: { kind: "approve", signal: "ok" } } } as const;
  const reasons: unknown[] = [];
  const runner = fakeRunner(
    {},
    {
      awaitSignal: (_, { signal }) =>
        new Promise((_, reject) =>
          signal.addEventListener("abort", () => {
            reasons.push(signal.reason);
            reject(signal.reason);
          }),
        ),
    },
  );
  const ran = await clock.until(play(graph({ nodes }), {}, { clock, runner }));
  assert.is(ran.error?.code, "TimeoutExpired");
  assert.match(ran.error?.message ?? "", /\[1h0m0s\]/);
  assert.ok(FlytepathError.is(reasons[0]) && reasons[0].code === "TASK_TIMED_OUT");
});

kinds("a step that asks to be skipped is skipped, and what is behind it, too", async () => {
  const n0: Body = () => ({ outputs: {}, skipped: true });
  const ran = await play(graph({ nodes: { n0: [], n1: ["n0"] } }), { n0 });
  assert.equal(nodeLines(ran), ["n0 QUEUED", "n0 RUNNING", "n0 SKIPPED", "n1 SKIPPED"]);
  assert.is(ran.phase, "SUCCEEDED");
});

kinds("a long row of skipped steps needs no stack", async () => {
  const nodes = Object.fromEntries(
    Array.from({ length: 20_000 }, (_, index) => [`n${index}`, index === 0 ? [] : [`n${index - 1}`]]),
  );
  const ran = await play(graph({ nodes }), { n0: () => ({ outputs: {}, skipped: true }) });
  assert.is(ran.phase, "SUCCEEDED");
  assert.is(ran.story.filter((line) => line.endsWith("SKIPPED")).length, 20_000);
});

kinds.run();
