import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { ExecutorEvent } from "../../../emulator/state/index.js";
import { watch } from "../../../lib/client/index.js";
import { TaskError } from "../../../lib/errors/index.js";
import {
  NodeExecution_Phase as NodePhase,
  TaskExecution_Phase as Phase,
  WorkflowExecution_Phase as RunPhase,
} from "../../../lib/idl/gen/flyteidl/core/execution_pb.js";
import { TaskExecutionMetadata_InstanceClass as InstanceClass } from "../../../lib/idl/gen/flyteidl/event/event_pb.js";
import { emulatedWith, place } from "../../support/emulated.js";
import { within } from "../../support/expect.js";
import { fakeClock, turns } from "../../support/fake-clock.js";
import type { Body } from "../../support/fake-runner.js";
import { skippingClock } from "../../support/skipping-clock.js";
import { constant, graph, int, promise, variables } from "../../support/graph.js";

const settings = suite("emulator/runs/settings");

const idOf = (name: string) => ({ project: place.project, domain: place.domain, name });

settings("attempts are told as interruptible until the last two of the system's budget", async () => {
  const events: ExecutorEvent[] = [];
  const t: Body = (_, { attempt }) => {
    if (attempt < 3) throw new TaskError("the node went away", { code: "Interrupted", origin: "system" });
    return 1;
  };
  const emulated = emulatedWith({ t }, { clock: skippingClock().clock, onEvent: (event) => events.push(event) });
  const dag = graph({ ref: { name: "spot" }, nodes: { n0: { task: "t", interruptible: true } } });
  assert.is((await within(5000, emulated.run(dag, "spot"))).phase, "SUCCEEDED");
  const classes = events.flatMap((event) =>
    event.$typeName === "flyteidl.event.TaskExecutionEvent" && event.phase === Phase.RUNNING
      ? [InstanceClass[event.metadata?.instanceClass ?? 0]]
      : [],
  );
  assert.equal(classes, ["INTERRUPTIBLE", "INTERRUPTIBLE", "DEFAULT", "DEFAULT"]);
});

settings("a node that takes twice its timeout is TIMED_OUT, and the run fails as a real one does", async () => {
  const events: ExecutorEvent[] = [];
  const clock = fakeClock();
  const t: Body = (_, { signal }) =>
    new Promise((__, reject) => signal.addEventListener("abort", () => reject(new Error("stopped"))));
  const emulated = emulatedWith({ t }, { clock, onEvent: (event) => events.push(event) });
  const dag = graph({ ref: { name: "late" }, nodes: { n0: { task: "t", timeout: "8s", retries: 3 } } });
  await emulated.emulator.register(dag, place);
  await emulated.start("late", "late");
  await turns();
  await clock.advance(16_000);
  const { closure } = await emulated.admin.getExecution({ id: idOf("late") });
  const { code = "", message = "" } = closure?.outputResult.case === "error" ? closure.outputResult.value : {};
  assert.equal([RunPhase[closure?.phase ?? 0], code, message], ["FAILED", "Timeout", "Timeout in node"]);
  const nodeExecutionId = { executionId: idOf("late"), nodeId: "n0" };
  const node = await emulated.admin.getNodeExecution({ id: nodeExecutionId });
  assert.is(node.closure?.phase, NodePhase.TIMED_OUT);
  assert.is(node.closure?.outputResult.case, undefined);
  const { taskExecutions } = await emulated.admin.listTaskExecutions({ nodeExecutionId, limit: 5 });
  assert.equal(
    taskExecutions.map((task) => Phase[task.closure?.phase ?? 0]),
    ["ABORTED", "ABORTED"],
  );
  // The node first: only then its executor stops what it runs.
  const last = events.slice(-4).map(({ phase, $typeName }) => [$typeName.split(".")[2], phase]);
  assert.equal(last.slice(0, 2), [
    ["NodeExecutionEvent", NodePhase.TIMED_OUT],
    ["TaskExecutionEvent", Phase.ABORTED],
  ]);
});

settings("a child run is given what request, plan and attributes say of its parent", async () => {
  const emulated = emulatedWith({ t: () => 1 });
  const inner = graph({ ref: { name: "inner" }, nodes: { n0: { task: "t" } } });
  await emulated.emulator.register(inner, place);
  const outer = graph({
    ref: { name: "outer" },
    nodes: { n0: { target: { kind: "launchPlan", launchPlan: "inner" } } },
    launchPlans: { inner: { ref: { name: "inner" }, interface: inner.interface } },
  });
  await emulated.emulator.register(outer, place);
  const value = {
    envs: { values: [{ key: "MODE", value: "dry" }] },
    annotations: { values: { note: "of the domain" } },
    labels: { values: { team: "of the domain" } },
  };
  const { project, domain, version } = place;
  await emulated.admin.updateProjectDomainAttributes({
    attributes: {
      project,
      domain,
      matchingAttributes: { target: { case: "workflowExecutionConfig", value: { ...value, maxParallelism: 7 } } },
    },
  });
  await emulated.admin.createExecution({
    ...{ project, domain, name: "parent" },
    spec: {
      launchPlan: { resourceType: 3, project, domain, name: "outer", version },
      labels: { values: { team: "mine" } },
      rawOutputDataConfig: { outputLocationPrefix: "memory://mine" },
      interruptible: true,
    },
  });
  assert.is((await within(5000, watch(emulated.emulator.backend, idOf("parent")))).phase, "SUCCEEDED");
  const { spec } = await emulated.admin.getExecution({ id: idOf("parent-n0-0") });
  assert.equal(
    [
      spec?.envs?.values.map(({ key, value: text }) => [key, text]),
      spec?.annotations?.values,
      spec?.labels?.values.team,
      spec?.rawOutputDataConfig?.outputLocationPrefix,
      spec?.interruptible,
      spec?.maxParallelism,
    ],
    [[["MODE", "dry"]], { note: "of the domain" }, "mine", "memory://mine", true, 7],
  );
});

settings("a binding that leads nowhere fails its node by name, and its task is told as aborted", async () => {
  const emulated = emulatedWith({ t: () => 1 });
  const list = { kind: "list", element: { kind: "int" } } as const;
  const dag = graph({
    ref: { name: "picky" },
    interface: { inputs: variables(["xs"], list), outputs: {} },
    nodes: {
      n0: { task: "t", inputs: { a: promise("", "xs", [1]) } },
      n1: { task: "t", inputs: { a: constant(int(1)) } },
    },
  });
  const outcome = await within(5000, emulated.run(dag, "picky", { xs: { kind: "list", items: [int(1)] } }));
  assert.is(outcome.phase, "FAILED");
  const { closure: ended } = await emulated.admin.getExecution({ id: idOf("picky") });
  const error = ended?.outputResult.case === "error" ? ended.outputResult.value : undefined;
  assert.is(error?.code, "BindingResolutionFailure");
  assert.match(error?.message ?? "", /^failed at Node\[n0\].*Var \[wf\]\.\[a\].*PromiseAttributeResolveError/);
  for (const nodeId of ["n0", "n1"]) {
    const nodeExecutionId = { executionId: idOf("picky"), nodeId };
    const { taskExecutions } = await emulated.admin.listTaskExecutions({ nodeExecutionId, limit: 5 });
    assert.equal(
      taskExecutions.map(({ closure }) => Phase[closure?.phase ?? 0]),
      ["ABORTED"],
    );
  }
});

settings.run();
