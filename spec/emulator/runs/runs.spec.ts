import { createClient } from "@connectrpc/connect";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createEmulator } from "../../../emulator/index.js";
import { failureOf, launch, terminate, watch } from "../../../lib/client/index.js";
import type { Dag } from "../../../lib/dag/index.js";
import { TaskExecution_Phase as TaskPhase } from "../../../lib/idl/gen/flyteidl/core/execution_pb.js";
import { SignalService } from "../../../lib/idl/gen/flyteidl/service/signal_pb.js";
import { encodeLiteral } from "../../../lib/idl/index.js";
import { emulatedWith, place } from "../../support/emulated.js";
import { rejects, within } from "../../support/expect.js";
import type { Body } from "../../support/fake-runner.js";
import { graph, int, promise, variables } from "../../support/graph.js";

const runs = suite("emulator/runs");

const number: (value: unknown) => number = (value) => Number((value as { value: string }).value);
const bodies: Readonly<Record<string, Body>> = {
  inc: ({ a }) => number(a) + 1,
  double: ({ a }) => number(a) * 2,
  boom() {
    throw new Error("it broke");
  },
  wait: (_, { signal }) =>
    new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
};

function pipeline(name: string, parts: Parameters<typeof graph>[0]): Dag {
  return graph({ ref: { name }, ...parts });
}

const chain = pipeline("chain", {
  interface: { inputs: variables(["a"]), outputs: variables(["o"]) },
  nodes: {
    n0: { task: "inc", inputs: { a: promise("", "a") } },
    n1: { task: "double", inputs: { a: promise("n0") } },
  },
  outputs: { o: promise("n1") },
  defaults: { a: int(1) },
});
const waiting = pipeline("waiting", { nodes: { n0: { task: "wait" } } });
const failing = pipeline("failing", { nodes: { n0: { task: "boom" } } });

runs("a registered Dag runs with given values and with defaults", async () => {
  const { run, start, emulator } = emulatedWith(bodies);
  assert.equal((await run(chain, "given", { a: int(4) })).outputs, { o: int(10) });
  const outcome = await watch(emulator.backend, await start("chain", "defaulted"));
  assert.equal(outcome, { phase: "SUCCEEDED", outputs: { o: int(4) } });
  await emulator.close();
});

runs("a failed run tells which node failed, and why", async () => {
  const { run, emulator } = emulatedWith(bodies);
  const { phase } = await run(failing, "failing");
  assert.is(phase, "FAILED");
  const error = await failureOf(emulator.backend, { ...place, name: "failing" });
  assert.is(error.node, "n0");
  assert.match(error.message, "it broke");
  await emulator.close();
});

runs("a task without code fails by name, as the system's fault", async () => {
  const emulator = createEmulator();
  await emulator.register(failing, place);
  const id = await launch(emulator.backend, { kind: "launchPlan", ref: { name: "failing" }, inputs: {} });
  const { phase, error } = await watch(emulator.backend, id);
  assert.is(phase, "FAILED");
  assert.match(error?.message ?? "", "EMULATOR_TASK_UNKNOWN");
  assert.match(error?.message ?? "", "the task boom");
  assert.is(error?.origin, "system");
  await emulator.close();
});

runs("terminating a run aborts it with the cause, once", async () => {
  const { start, emulator } = emulatedWith(bodies);
  await emulator.register(waiting, place);
  const id = await start("waiting", "stopped");
  await terminate(emulator.backend, id, "enough");
  const outcome = await within(5000, watch(emulator.backend, id));
  assert.is(outcome.phase, "ABORTED");
  assert.is(outcome.abortCause, "enough");
  await emulator.close();
});

runs("a run of a launch-plan node is a run of the same emulator", async () => {
  const parent = pipeline("parent", {
    interface: { inputs: {}, outputs: variables(["o"]) },
    nodes: {
      n0: { target: { kind: "launchPlan", launchPlan: "chain" }, inputs: { a: { kind: "literal", literal: int(3) } } },
    },
    outputs: { o: promise("n0") },
    launchPlans: { chain: { ref: { name: "chain" }, interface: chain.interface } },
  });
  const { run, admin, emulator } = emulatedWith(bodies);
  await emulator.register(chain, place);
  const { outputs } = await run(parent, "parent");
  assert.equal(outputs, { o: int(8) });
  const child = await admin.getExecution({ id: { ...place, name: "parent-n0-0" } });
  assert.is(child.spec?.metadata?.nesting, 1);
  assert.is(child.spec?.metadata?.parentNodeExecution?.nodeId, "n0");
  const node = await admin.getNodeExecution({ id: { nodeId: "n0", executionId: { ...place, name: "parent" } } });
  const target = node.closure?.targetMetadata;
  assert.is(target?.case === "workflowNodeMetadata" ? target.value.executionId?.name : "", "parent-n0-0");
  await emulator.close();
});

runs("terminating a run terminates the runs that it started", async () => {
  const parent = pipeline("parent", {
    nodes: { n0: { target: { kind: "launchPlan", launchPlan: "waiting" } } },
    launchPlans: { waiting: { ref: { name: "waiting" }, interface: waiting.interface } },
  });
  const { start, emulator } = emulatedWith(bodies);
  await emulator.register(waiting, place);
  await emulator.register(parent, place);
  const id = await start("parent", "parent");
  const child = { ...place, name: "parent-n0-0" };
  const ended = within(
    5000,
    watch(emulator.backend, child).catch(() => watch(emulator.backend, child)),
  );
  await terminate(emulator.backend, id, "enough");
  assert.is((await within(5000, watch(emulator.backend, id))).phase, "ABORTED");
  const { phase, abortCause } = await ended;
  assert.is(phase, "ABORTED");
  assert.match(abortCause ?? "", "parent execution id [parent]");
  await emulator.close();
});

runs("a gate waits until somebody gives its signal a value", async () => {
  const gated = pipeline("gated", {
    interface: { inputs: {}, outputs: variables(["o"]) },
    nodes: {
      n0: { target: { kind: "signal", signal: "number", type: { kind: "int" }, output: "o0" } },
      n1: { task: "inc", inputs: { a: promise("n0", "o0") } },
    },
    outputs: { o: promise("n1") },
  });
  const { start, emulator } = emulatedWith(bodies);
  await emulator.register(gated, place);
  const executionId = await start("gated", "gated");
  const signals = createClient(SignalService, emulator.backend.transport);
  const known = async (): Promise<number> => {
    const { signals: found } = await signals.listSignals({ workflowExecutionId: executionId, limit: 1 });
    return found.length > 0 ? found.length : await new Promise((resolve) => setImmediate(resolve)).then(known);
  };
  await within(5000, known());
  await signals.setSignal({ id: { executionId, signalId: "number" }, value: encodeLiteral(int(41)) });
  const { outputs } = await within(5000, watch(emulator.backend, executionId));
  assert.equal(outputs, { o: int(42) });
  await emulator.close();
});

runs("the cache is shared by the runs of one emulator", async () => {
  let calls = 0;
  const cached = pipeline("cached", {
    interface: { inputs: {}, outputs: variables(["o"]) },
    nodes: { n0: { task: "count" } },
    tasks: { count: { cache: { version: "1" } } },
    outputs: { o: promise("n0") },
  });
  const { run, start, admin, emulator } = emulatedWith({
    count() {
      calls += 1;
      return calls;
    },
  });
  await run(cached, "first");
  const { outputs } = await watch(emulator.backend, await start("cached", "second"));
  assert.equal(outputs, { o: int(1) });
  assert.is(calls, 1);
  const executionId = { ...place, name: "second" };
  const { taskExecutions } = await admin.listTaskExecutions({
    nodeExecutionId: { nodeId: "n0", executionId },
    limit: 5,
  });
  assert.is(taskExecutions.length, 0);
  await emulator.close();
});

runs("files that lie elsewhere count by their address in the cache", async () => {
  let calls = 0;
  const type = { kind: "blob", format: "", dimensionality: "single" } as const;
  const reading = pipeline("reading", {
    nodes: { n0: { task: "read", inputs: { f: promise("", "f") } } },
    tasks: { read: { cache: { version: "1" }, interface: { inputs: { f: { type } }, outputs: variables(["o"]) } } },
    interface: { inputs: { f: { type } }, outputs: {} },
    outputs: { o: promise("n0") },
  });
  const { run, start, emulator } = emulatedWith({
    read() {
      calls += 1;
      return calls;
    },
  });
  const f = { kind: "blob", uri: "https://example.com/a.csv", format: "", dimensionality: "single" } as const;
  await run(reading, "one", { f });
  await watch(emulator.backend, await start("reading", "two", { f }));
  assert.is(calls, 1);
  await watch(emulator.backend, await start("reading", "three", { f: { ...f, uri: "https://example.com/b.csv" } }));
  assert.is(calls, 2);
  await emulator.close();
});

runs("a node whose input is not there fails by name, and its attempt that never began is told as aborted", async () => {
  const list = { kind: "list", element: { kind: "int" } } as const;
  const short = pipeline("short", {
    nodes: { n0: { task: "few" }, n1: { task: "inc", inputs: { a: promise("n0", "o", [5]) } } },
    tasks: { few: { interface: { inputs: {}, outputs: { o: { type: list } } } } },
  });
  const { run, admin, emulator } = emulatedWith({
    ...bodies,
    few: () => ({ outputs: { o: { kind: "list", items: [int(1)] } } }),
  });
  const { error } = await run(short, "short");
  assert.match(error?.message ?? "", "failed at Node[n1]. BindingResolutionError");
  const executionId = { ...place, name: "short" };
  const { taskExecutions } = await admin.listTaskExecutions({
    nodeExecutionId: { nodeId: "n1", executionId },
    limit: 5,
  });
  assert.equal(
    taskExecutions.map(({ closure }) => closure?.phase),
    [TaskPhase.ABORTED],
  );
  await emulator.close();
});

runs("closing ends the runs that go on, with a cause, and starts no port any more", async () => {
  const { start, admin, emulator } = emulatedWith(bodies);
  await emulator.register(waiting, place);
  const id = await start("waiting", "left");
  await within(5000, emulator.close());
  const { closure } = await admin.getExecution({ id });
  const result = closure?.outputResult;
  assert.is(result?.case === "abortMetadata" ? result.value.cause : "", "the emulator was closed");
  await rejects(emulator.listen({ port: 0 }), "EMULATOR_CLOSED");
  const request = { ...id, name: "late", spec: { launchPlan: { ...place, name: "waiting", resourceType: 3 } } };
  await admin.createExecution(request).then(
    () => assert.unreachable(),
    (error) => assert.match(String(error), "the emulator is closed"),
  );
});

runs.run();
