import { suite } from "uvu";
import * as assert from "uvu/assert";
import { watch } from "../../../lib/client/index.js";
import type { Dag } from "../../../lib/dag/index.js";
import { TaskError } from "../../../lib/errors/index.js";
import { CatalogCacheStatus } from "../../../lib/idl/gen/flyteidl/core/catalog_pb.js";
import { NodeExecution_Phase as Phase } from "../../../lib/idl/gen/flyteidl/core/execution_pb.js";
import { type Emulated, emulatedWith, place } from "../../support/emulated.js";
import { within } from "../../support/expect.js";
import type { Body } from "../../support/fake-runner.js";
import { number } from "../../support/flyte-runs.js";
import { constant, type DagParts, graph, int, promise, subWorkflow, variables } from "../../support/graph.js";

const recovery = suite("emulator/runs/recovery");

// A step that counts its calls, and one behind it that fails until it is mended.
function flaky() {
  const seen = { calls: 0, isMended: false };
  const bodies: Readonly<Record<string, Body>> = {
    count({ a }) {
      seen.calls += 1;
      return number(a) + 1;
    },
    fragile({ a }) {
      if (!seen.isMended) throw new TaskError("not yet", { code: "USER:NotYet", retryable: false });
      return number(a) * 10;
    },
  };
  return { seen, bodies };
}

const twoSteps: DagParts = {
  interface: { inputs: variables(["a"]), outputs: variables(["o"]) },
  nodes: {
    n0: { task: "count", inputs: { a: promise("", "a") } },
    n1: { task: "fragile", inputs: { a: promise("n0") } },
  },
  tasks: { count: { cache: { version: "1" } } },
  outputs: { o: promise("n1") },
};
const pipeline = (name: string, parts: DagParts): Dag => graph({ ref: { name }, ...parts });
const idOf = (name: string) => ({ project: place.project, domain: place.domain, name });

async function recover(emulated: Emulated, name: string, as: string) {
  await emulated.admin.recoverExecution({ id: idOf(name), name: as });
  return await within(5000, watch(emulated.emulator.backend, idOf(as)));
}

async function phases({ admin }: Emulated, name: string): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  const visit = async (uniqueParentId: string): Promise<void> => {
    const request = { workflowExecutionId: idOf(name), uniqueParentId, limit: 50 };
    for (const { id, closure } of (await admin.listNodeExecutions(request)).nodeExecutions) {
      if (!id?.nodeId.endsWith("start-node") && !id?.nodeId.endsWith("end-node")) {
        found[id?.nodeId ?? ""] = String(Phase[closure?.phase ?? 0]);
      }
      await visit(id?.nodeId ?? "");
    }
  };
  await visit("");
  return found;
}

recovery("nodes that succeeded are taken over with what was told of them, the others run", async () => {
  const { seen, bodies } = flaky();
  const emulated = emulatedWith(bodies);
  assert.is((await emulated.run(pipeline("two", twoSteps), "first", { a: int(1) })).phase, "FAILED");
  seen.isMended = true;
  const outcome = await recover(emulated, "first", "second");
  assert.equal(outcome.outputs, { o: int(20) });
  assert.is(seen.calls, 1);
  assert.equal(await phases(emulated, "second"), { n0: "RECOVERED", n1: "SUCCEEDED" });
  const id = { nodeId: "n0", executionId: idOf("second") };
  const { closure } = await emulated.admin.getNodeExecution({ id });
  const target = closure?.targetMetadata;
  assert.is(target?.case === "taskNodeMetadata" && target.value.cacheStatus, CatalogCacheStatus.CACHE_POPULATED);
  const { taskExecutions } = await emulated.admin.listTaskExecutions({ nodeExecutionId: id, limit: 5 });
  assert.is(taskExecutions.length, 0);
  const { fullInputs, fullOutputs } = await emulated.admin.getNodeExecutionData({ id });
  assert.equal([Object.keys(fullInputs?.literals ?? {}), Object.keys(fullOutputs?.literals ?? {})], [["a"], ["o"]]);
  await emulated.emulator.close();
});

recovery("inside a node that failed, what succeeded there is taken over", async () => {
  const { seen, bodies } = flaky();
  const emulated = emulatedWith(bodies);
  const outer = pipeline("outer", {
    nodes: { n0: { target: { kind: "workflow", workflow: "two" }, inputs: { a: constant(int(1)) } } },
    workflows: { two: subWorkflow("two", twoSteps) },
    tasks: graph(twoSteps).tasks,
  });
  await emulated.run(outer, "first");
  seen.isMended = true;
  assert.is((await recover(emulated, "first", "second")).phase, "SUCCEEDED");
  assert.is(seen.calls, 1);
  assert.equal(await phases(emulated, "second"), {
    n0: "SUCCEEDED",
    "n0-0-n0": "RECOVERED",
    "n0-0-n1": "SUCCEEDED",
  });
  await emulated.emulator.close();
});

recovery("the run of a launch-plan node that failed is recovered with its parent", async () => {
  const { seen, bodies } = flaky();
  const emulated = emulatedWith(bodies);
  const inner = pipeline("two", twoSteps);
  await emulated.emulator.register(inner, place);
  const outer = pipeline("outer", {
    nodes: { n0: { target: { kind: "launchPlan", launchPlan: "two" }, inputs: { a: constant(int(1)) } } },
    launchPlans: { two: { ref: { name: "two" }, interface: inner.interface } },
  });
  await emulated.run(outer, "first");
  seen.isMended = true;
  assert.is((await recover(emulated, "first", "second")).phase, "SUCCEEDED");
  assert.is(seen.calls, 1);
  assert.equal(await phases(emulated, "second-n0-0"), { n0: "RECOVERED", n1: "SUCCEEDED" });
  const child = await emulated.admin.getExecution({ id: idOf("second-n0-0") });
  assert.is(child.spec?.metadata?.referenceExecution?.name, "first-n0-0");
  await emulated.emulator.close();
});

recovery("work that a task had decided on is gone on with: the task does not decide again", async () => {
  const { seen, bodies } = flaky();
  let decisions = 0;
  const decide: Body = () => {
    decisions += 1;
    // Other names each time: what is recovered must be what was decided then.
    const nodes = {
      [`a${decisions}`]: { task: "count", inputs: { a: constant(int(1)) } },
      [`b${decisions}`]: { task: "fragile", inputs: { a: promise(`a${decisions}`) } },
    };
    return { outputs: {}, dynamic: graph({ nodes, outputs: { o: promise(`b${decisions}`) } }) };
  };
  const emulated = emulatedWith({ ...bodies, decide });
  const dag = pipeline("deciding", {
    nodes: { n0: { task: "decide" }, n1: { task: "count", inputs: { a: promise("n0") } } },
    tasks: { decide: { interface: { inputs: {}, outputs: variables(["o"]) } } },
    outputs: { o: promise("n1") },
  });
  await emulated.run(dag, "first");
  assert.equal(await phases(emulated, "first"), { n0: "FAILED", "n0-0-a1": "SUCCEEDED", "n0-0-b1": "FAILED" });
  seen.isMended = true;
  assert.equal((await recover(emulated, "first", "second")).outputs, { o: int(21) });
  assert.equal([decisions, seen.calls], [1, 2]);
  assert.equal(await phases(emulated, "second"), {
    n0: "SUCCEEDED",
    "n0-0-a1": "RECOVERED",
    "n0-0-b1": "SUCCEEDED",
    n1: "SUCCEEDED",
  });
  const id = { nodeId: "n0", executionId: idOf("second") };
  const { closure, metadata } = await emulated.admin.getNodeExecution({ id });
  assert.equal([metadata?.isDynamic, metadata?.isParentNode, closure?.phase], [true, true, Phase.SUCCEEDED]);
  const { taskExecutions } = await emulated.admin.listTaskExecutions({ nodeExecutionId: id, limit: 5 });
  assert.is(taskExecutions.length, 0);
  assert.is((await emulated.admin.getNodeExecutionData({ id })).dynamicWorkflow?.id?.name, "dynamic_n0");
  await emulated.emulator.close();
});

recovery("what was recovered can be recovered again", async () => {
  const { seen, bodies } = flaky();
  const emulated = emulatedWith(bodies);
  await emulated.run(pipeline("two", twoSteps), "first", { a: int(1) });
  assert.is((await recover(emulated, "first", "second")).phase, "FAILED");
  seen.isMended = true;
  assert.equal((await recover(emulated, "second", "third")).outputs, { o: int(20) });
  assert.is(seen.calls, 1);
  await emulated.emulator.close();
});

recovery.run();
