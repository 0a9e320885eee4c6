import { suite } from "uvu";
import * as assert from "uvu/assert";
import { terminate, watch } from "../../../lib/client/index.js";
import type { Node } from "../../../lib/dag/index.js";
import { ExecutionError_ErrorKind as Kind } from "../../../lib/idl/gen/flyteidl/core/execution_pb.js";
import { type Emulated, emulatedWith, place } from "../../support/emulated.js";
import { within } from "../../support/expect.js";
import type { Body } from "../../support/fake-runner.js";
import { constant, type DagParts, graph, int, toNode, variables } from "../../support/graph.js";

const children = suite("emulator/runs/children");

const idOf = (name: string) => ({ project: place.project, domain: place.domain, name });
const forever: Body = (_, { signal }) => new Promise((__, reject) => signal.addEventListener("abort", reject));

/** Registers a workflow with these parts, and one whose only node starts it. */
async function family(emulated: Emulated, parts: DagParts): Promise<void> {
  const inner = graph({ ref: { name: "inner" }, ...parts });
  await emulated.emulator.register(inner, place);
  const outer = graph({
    ref: { name: "outer" },
    nodes: { n0: { target: { kind: "launchPlan", launchPlan: "inner" } } },
    launchPlans: { inner: { ref: { name: "inner" }, interface: inner.interface } },
  });
  await emulated.emulator.register(outer, place);
}

async function errorOf({ admin }: Emulated, name: string) {
  const { closure } = await admin.getNodeExecution({ id: { nodeId: "n0", executionId: idOf(name) } });
  const { code, message, kind } = closure?.outputResult.case === "error" ? closure.outputResult.value : {};
  return { code, message, kind: kind === undefined ? kind : Kind[kind] };
}

children("a child that somebody aborts fails its node in the words of Flyte's executor", async () => {
  const emulated = emulatedWith({ t: forever });
  await family(emulated, { nodes: { n0: { task: "t" } } });
  const id = await emulated.start("outer", "parent");
  const child = idOf("parent-n0-0");
  while ((await emulated.admin.getExecution({ id: child }).catch(() => undefined)) === undefined);
  await terminate(emulated.emulator.backend, child, "not this one");
  assert.is((await within(5000, watch(emulated.emulator.backend, id))).phase, "FAILED");
  assert.equal(await errorOf(emulated, "parent"), {
    code: "RemoteChildWorkflowExecutionFailed",
    message:
      "failed at Node[n0]. RemoteChildWorkflowExecutionFailed: launchplan [parent-n0-0] aborted, caused by: launchplan execution aborted",
    kind: "USER",
  });
});

children("a child is told why its parent ended", async () => {
  const emulated = emulatedWith({ t: forever });
  await family(emulated, { nodes: { n0: { task: "t" } } });
  const id = await emulated.start("outer", "parent");
  const child = idOf("parent-n0-0");
  while ((await emulated.admin.getExecution({ id: child }).catch(() => undefined)) === undefined);
  await terminate(emulated.emulator.backend, id, "enough");
  const { abortCause } = await within(5000, watch(emulated.emulator.backend, child));
  assert.is(abortCause, "cascading abort as parent execution id [parent] aborted, reason [Workflow aborted.]");
});

children("the error of a child is its node's, also where nobody says whose fault it was", async () => {
  const emulated = emulatedWith({
    t: () => {
      throw new Error("odd");
    },
  });
  const inputs = { a: constant({ kind: "list", items: [int(1)] }) } as const;
  const target: Node["target"] = { kind: "array", node: toNode("e", { task: "t", inputs }), boundInputs: [] };
  const ints = { kind: "list", element: { kind: "int" } } as const;
  await family(emulated, {
    nodes: { n0: { target, inputs } },
    tasks: {
      t: { type: "python-task", interface: { inputs: variables(["a"], ints), outputs: variables(["o"], ints) } },
    },
  });
  await within(5000, watch(emulated.emulator.backend, await emulated.start("outer", "parent")));
  const wanted = await errorOf(emulated, "parent-n0-0");
  assert.equal([wanted.code, wanted.kind], ["", "UNKNOWN"]);
  assert.equal(await errorOf(emulated, "parent"), wanted);
});

children("a child that is refused fails its node with the refusal", async () => {
  const emulated = emulatedWith({ t: () => 1 });
  await family(emulated, { nodes: { n0: { task: "t" } } });
  // A child has four labels more than its parent.
  const values = Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`l${index}`, "x"]));
  const launchPlan = { resourceType: 3, ...place, name: "outer" };
  await emulated.admin.createExecution({ ...idOf("parent"), spec: { launchPlan, labels: { values } } });
  await within(5000, watch(emulated.emulator.backend, idOf("parent")));
  const { code, message, kind } = await errorOf(emulated, "parent");
  assert.equal([code, kind], ["RuntimeExecutionError", "USER"]);
  assert.match(
    message ?? "",
    "[RemoteErrorUser] failed to launch workflow, caused by: rpc error: code = InvalidArgument",
  );
});

children.run();
