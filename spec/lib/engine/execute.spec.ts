import { suite } from "uvu";
import * as assert from "uvu/assert";
import { execute } from "../../../lib/engine/index.js";
import { ValidationError } from "../../../lib/errors/index.js";
import { rejects } from "../../support/expect.js";
import { type Body, fakeRunner, nodeLines, play } from "../../support/fake-runner.js";
import { constant, graph, int, promise, variables } from "../../support/graph.js";

const executing = suite("lib/engine/execute");

executing("one step: the order of events is that of a real Flyte", async () => {
  const ran = await play(graph({ nodes: { n0: [] } }));
  assert.equal(ran.story, [
    "run RUNNING",
    "n0 QUEUED",
    "n0#0 QUEUED",
    "n0 RUNNING",
    "n0#0 RUNNING",
    "n0#0 SUCCEEDED",
    "n0 SUCCEEDED",
    "run SUCCEEDING",
    "run SUCCEEDED",
  ]);
  assert.equal(
    ran.events.map(({ seq }) => seq),
    [...ran.events.keys()],
  );
});

executing("outputs travel along the edges to the outputs of the run", async () => {
  const dag = graph({
    interface: { inputs: variables(["a"]), outputs: variables(["sum"]) },
    nodes: {
      n0: { task: "inc", inputs: { a: promise("", "a") } },
      n1: { task: "inc", inputs: { a: promise("n0") } },
    },
    outputs: { sum: promise("n1") },
  });
  const { phase, outputs } = await play(
    dag,
    { inc: ({ a }) => (a?.kind === "int" ? Number(a.value) + 1 : 0) },
    { inputs: { a: int(40) } },
  );
  assert.equal({ phase, outputs }, { phase: "SUCCEEDED", outputs: { sum: int(42) } });
});

executing("steps that wait for nothing run side by side, in written order", async () => {
  const ran = await play(graph({ nodes: { b: [], a: [], end: ["a", "b"] } }));
  assert.equal(nodeLines(ran), [
    "b QUEUED",
    "b RUNNING",
    "a QUEUED",
    "a RUNNING",
    "b SUCCEEDED",
    "a SUCCEEDED",
    "end QUEUED",
    "end RUNNING",
    "end SUCCEEDED",
  ]);
});

executing("the first failure ends the run, and what is running is aborted", async () => {
  const dag = graph({ nodes: { slow: [], bad: [], after: ["bad"] } });
  const ran = await play(dag, {
    bad: () => Promise.reject(new Error("it broke")),
    slow: (_, { signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  });
  assert.is(ran.phase, "FAILED");
  assert.is(ran.error?.code, "USER:Error");
  assert.is(ran.error?.message, "it broke");
  assert.equal(ran.story.slice(-6), [
    "bad#0 FAILED",
    "bad FAILED",
    "run FAILING",
    "slow#0 ABORTED",
    "slow ABORTED",
    "run FAILED",
  ]);
});

executing("finishing what can run, a failure skips only what is behind it", async () => {
  const dag = graph({
    nodes: { bad: [], good: [], "behind-bad": ["bad"], "behind-good": ["good"] },
    onFailure: "fail_after_executable_nodes_complete",
  });
  const ran = await play(dag, { bad: () => Promise.reject(new Error("it broke")) });
  assert.is(ran.phase, "FAILED");
  assert.ok(ran.story.includes("behind-bad SKIPPED"));
  assert.ok(ran.story.includes("behind-good SUCCEEDED"));
  assert.equal(ran.story.slice(-2), ["run FAILING", "run FAILED"]);
});

executing("an abort reaches the running task, and its reason is the cause", async () => {
  const controller = new AbortController();
  let seen: unknown;
  const ran = await play(
    graph({ nodes: { n0: [], n1: ["n0"] } }),
    {
      n0(_, { signal }) {
        controller.abort("enough");
        seen = signal.reason;
        throw signal.reason;
      },
    },
    { signal: controller.signal },
  );
  assert.is(seen, "enough");
  assert.equal({ phase: ran.phase, cause: ran.cause }, { phase: "ABORTED", cause: "enough" });
  assert.equal(ran.story.slice(-4), ["run ABORTING", "n0#0 ABORTED", "n0 ABORTED", "run ABORTED"]);
});

executing("inputs that are missing, unknown or have a default", async () => {
  const dag = graph({ nodes: {}, interface: { inputs: variables(["a"]), outputs: {} } });
  const options = { run: "run", runner: fakeRunner() };
  await rejects(execute(dag, {}, options), "RUN_INPUT_MISSING");
  await rejects(execute(dag, { a: int(1), b: int(1) }, options), "RUN_INPUT_UNKNOWN");
  const error = await rejects(
    execute(dag, { a: { kind: "string", value: "1" }, b: int(1) }, options),
    "RUN_INPUT_UNKNOWN",
  );
  assert.equal(error instanceof ValidationError && error.issues.map(({ path }) => path), [
    "pipeline.inputs.b",
    "pipeline.inputs.a",
  ]);
  await rejects(execute(dag, { a: { kind: "string", value: "1" } }, options), "RUN_INPUT_MISMATCH");
  assert.is((await execute({ ...dag, defaults: { a: int(1) } }, {}, options)).phase, "SUCCEEDED");
});

executing("a broken Dag does not start", async () => {
  const options = { run: "run", runner: fakeRunner() };
  await rejects(execute(graph({ nodes: { a: ["b"], b: ["a"] } }), {}, options), "DAG_BROKEN");
});

executing("a step in a pool that has no size does not start", async () => {
  const dag = graph({ nodes: { a: { pool: "db" } } });
  await rejects(execute(dag, {}, { run: "run", runner: fakeRunner(), pools: { gpu: 1 } }), "RUN_POOL_UNKNOWN");
});

executing("a value that the plan fixes is taken, and no other one", async () => {
  const dag = graph({
    nodes: {},
    interface: { inputs: variables(["a"]), outputs: {} },
    plan: { fixed: { a: int(1) } },
    outputs: { o: promise("", "a") },
  });
  const options = { run: "run", runner: fakeRunner() };
  assert.equal((await execute(dag, {}, options)).outputs, { o: int(1) });
  assert.equal((await execute(dag, { a: int(1) }, options)).outputs, { o: int(1) });
  await rejects(execute(dag, { a: int(2) }, options), "RUN_INPUT_FIXED");
});

executing("limits are whole numbers", async () => {
  const dag = graph({ nodes: {} });
  const options = { run: "run", runner: fakeRunner() };
  await rejects(execute(dag, {}, { ...options, concurrency: 1.5 }), "RUN_LIMIT_WRONG");
  await rejects(execute(dag, {}, { ...options, pools: { db: 0 } }), "RUN_LIMIT_WRONG");
  assert.is((await execute(dag, {}, { ...options, concurrency: 0 })).phase, "SUCCEEDED");
});

executing("outputs that are missing, unknown or of another type fail the task without a retry", async () => {
  const dag = graph({ nodes: { n0: { retries: 3 } } });
  const left = await play(dag, { n0: () => ({ outputs: {} }) });
  assert.is(left.error?.code, "TASK_OUTPUT_MISSING");
  const more = await play(dag, { n0: () => ({ outputs: { o: int(1), p: int(1) } }) });
  assert.is(more.error?.code, "TASK_OUTPUT_UNKNOWN");
  assert.not.ok(more.story.includes("n0#1 QUEUED"));
  const other = await play(dag, { n0: () => ({ outputs: { o: { kind: "bool", value: true } } }) });
  assert.is(other.error?.code, "TASK_OUTPUT_MISMATCH");
  assert.match(other.error?.message ?? "", /expected int, got bool/);
  const nothing = await play(dag, { n0: () => undefined });
  assert.is(nothing.error?.code, "TASK_OUTPUT_MISSING");
});

executing("a binding whose path leads nowhere fails its node, and names the place", async () => {
  const dag = graph({
    interface: { inputs: variables(["m"], { kind: "map", value: { kind: "int" } }), outputs: {} },
    nodes: { n0: { inputs: { a: promise("", "m", ["k"]) } } },
  });
  const ran = await play(dag, {}, { inputs: { m: { kind: "map", entries: { other: int(1) } } } });
  assert.is(ran.error?.code, "BindingResolutionFailure");
  assert.match(
    ran.error?.message ?? "",
    /^failed at Node\[n0\]\. BindingResolutionError: .*\[a\].*Node\[start-node\].* field k/,
  );
  assert.equal(nodeLines(ran), ["n0 FAILED"]);
});

executing("a chain of thousands of steps ends", async () => {
  const nodes = Object.fromEntries(
    Array.from({ length: 20_000 }, (_, index) => [`n${index}`, index === 0 ? [] : [`n${index - 1}`]]),
  );
  assert.is((await execute(graph({ nodes }), {}, { run: "run", runner: fakeRunner() })).phase, "SUCCEEDED");
});

executing("constants reach the task", async () => {
  const ran = await play(graph({ nodes: { n0: { inputs: { a: constant(int(7)) } } }, outputs: { o: promise("n0") } }), {
    n0: ({ a }) => (a?.kind === "int" ? Number(a.value) : 0),
  });
  assert.equal(ran.outputs, { o: int(7) });
});

executing("what somebody else has judged is taken as it is, also a value that its type does not know", async () => {
  const size = { type: { kind: "enum", values: ["small"] } } as const;
  const dag = graph({
    interface: { inputs: { size }, outputs: {} },
    nodes: { n0: { task: "t", inputs: { size: promise("", "size") } } },
    tasks: { t: { interface: { inputs: { size }, outputs: {} } } },
  });
  const inputs = { size: { kind: "string", value: "huge" } } as const;
  const seen: unknown[] = [];
  const t: Body = (given) => {
    seen.push(given.size);
    return { outputs: {} };
  };
  assert.is((await play(dag, { t }, { inputs, isJudged: true })).phase, "SUCCEEDED");
  assert.equal(seen, [inputs.size]);
});

executing.run();
