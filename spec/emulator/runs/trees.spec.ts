import { createClient } from "@connectrpc/connect";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { memoryBlobs } from "../../../lib/blobs/index.js";
import { terminate, watch } from "../../../lib/client/index.js";
import type { Node } from "../../../lib/dag/index.js";
import type { NodeExecution } from "../../../lib/idl/gen/flyteidl/admin/node_execution_pb.js";
import { CatalogCacheStatus } from "../../../lib/idl/gen/flyteidl/core/catalog_pb.js";
import {
  ExecutionError_ErrorKind as Kind,
  NodeExecution_Phase as NodePhase,
  WorkflowExecution_Phase as RunPhase,
  TaskExecution_Phase as TaskPhase,
} from "../../../lib/idl/gen/flyteidl/core/execution_pb.js";
import { SignalService } from "../../../lib/idl/gen/flyteidl/service/signal_pb.js";
import { encodeLiteral } from "../../../lib/idl/index.js";
import { type Emulated, emulatedWith, place } from "../../support/emulated.js";
import { within } from "../../support/expect.js";
import {
  bodies,
  branch,
  caching,
  chain,
  cleaning,
  diamond,
  inc,
  list,
  one,
  pythonDag,
} from "../../support/flyte-runs.js";
import { golden } from "../../support/golden.js";
import { constant, type DagParts, promise, subWorkflow, toNode, variables } from "../../support/graph.js";
import { skippingClock } from "../../support/skipping-clock.js";

const trees = suite("emulator/runs/trees");

interface Tree {
  readonly phase: string;
  readonly nodes: Readonly<Record<string, object>>;
  readonly error?: { readonly code: string; readonly kind: string };
}

const recorded = golden<Readonly<Record<string, Tree>>>("flyte-runs/trees.json");

// Lists that are mapped over: Flyte's map tasks take whole lists, and so does the task that is registered for them.
function mapped(task: string, values: readonly number[], more = {}): DagParts {
  const inputs = { a: constant(list(...values)) };
  const target: Node["target"] = { kind: "array", node: toNode("e", { task, inputs }), boundInputs: [], ...more };
  const ints = { kind: "list", element: { kind: "int" } } as const;
  return {
    nodes: { n0: { inputs, target } },
    tasks: { [task]: { interface: { inputs: variables(["a"], ints), outputs: variables(["o"], ints) } } },
  };
}

const stories: Readonly<Record<string, DagParts>> = {
  chain,
  diamond,
  sub: {
    nodes: { n0: { target: { kind: "workflow", workflow: "chain" }, inputs: { a: promise("", "a") } }, n1: inc("n0") },
    workflows: { chain: subWorkflow("chain", chain) },
    tasks: pythonDag("chain", chain).tasks,
  },
  "branch-if": branch(5),
  "branch-fail": branch(1),
  dynamic: { nodes: { n0: { task: "dyn" }, n1: inc("n0") } },
  "map-fail": mapped("sometimes", [1, 2, 3]),
  failing: one("boom", {}, 1),
  retrying: one("recoverable", {}, 1),
  crashing: one("crash"),
  handled: one("crash", cleaning),
};

for (const [name, parts] of Object.entries(stories)) {
  trees(`${name} leaves the rows that Flyte left`, async () => {
    const emulated = emulatedWith(bodies, { clock: skippingClock().clock });
    await within(20_000, emulated.run(pythonDag(name, parts), `real-${name}`));
    same(await treeOf(emulated, name), name);
    await emulated.emulator.close();
  });
}

trees("a launch-plan node names the run that it started", async () => {
  const emulated = emulatedWith(bodies);
  await emulated.emulator.register(pythonDag("chain", chain), place);
  const plans = { chain: { ref: { name: "chain" }, interface: pythonDag("chain", chain).interface } };
  const node = { target: { kind: "launchPlan", launchPlan: "chain" }, inputs: { a: promise("", "a") } } as const;
  await emulated.run(pythonDag("with-lp", { nodes: { n0: node, n1: inc("n0") }, launchPlans: plans }), "real-with-lp");
  same(await treeOf(emulated, "with-lp"), "with-lp");
  await emulated.emulator.close();
});

trees("what the cache holds has no task row", async () => {
  const emulated = emulatedWith(bodies, { blobs: memoryBlobs() });
  await emulated.run(pythonDag("caching", caching), "real-cache-miss");
  same(await treeOf(emulated, "cache-miss"), "cache-miss");
  await watch(emulated.emulator.backend, await emulated.start("caching", "real-cache-hit"));
  same(await treeOf(emulated, "cache-hit"), "cache-hit");
  await emulated.emulator.close();
});

for (const [name, answer] of [
  ["approved", true],
  ["rejected", false],
] as const) {
  trees(`a gate that is ${name}`, async () => {
    const emulated = emulatedWith(bodies);
    const gate = { target: { kind: "approve", signal: "ok" }, inputs: { a: promise("n0") } } as const;
    const nodes = { n0: inc(""), n1: gate, n2: { task: "double", inputs: { a: promise("n1", "a") } } };
    await emulated.emulator.register(pythonDag("gated", { nodes }), place);
    const executionId = await emulated.start("gated", `real-${name}`);
    const signals = createClient(SignalService, emulated.emulator.backend.transport);
    const value = encodeLiteral({ kind: "bool", value: answer });
    const set = (): Promise<unknown> =>
      signals
        .setSignal({ id: { executionId, signalId: "ok" }, value })
        .catch(() => new Promise(setImmediate).then(set));
    await within(5000, set());
    await within(5000, watch(emulated.emulator.backend, executionId));
    same(await treeOf(emulated, name), name);
    await emulated.emulator.close();
  });
}

trees("an aborted run leaves its nodes and tasks aborted", async () => {
  const emulated = emulatedWith(bodies);
  const gate = { target: { kind: "signal", signal: "number", type: { kind: "int" }, output: "o0" } } as const;
  await emulated.emulator.register(pythonDag("aborted", { nodes: { n0: gate, n1: { task: "wait" } } }), place);
  const id = await emulated.start("aborted", "real-aborted");
  const isRunning = async (): Promise<void> => {
    const {
      taskExecutions: [task],
    } = await emulated.admin.listTaskExecutions({ nodeExecutionId: { nodeId: "n1", executionId: id }, limit: 1 });
    if (task?.closure?.phase !== TaskPhase.RUNNING) await new Promise(setImmediate).then(isRunning);
  };
  await within(5000, isRunning());
  await terminate(emulated.emulator.backend, id, "recorded abort");
  await within(5000, watch(emulated.emulator.backend, id));
  same(await treeOf(emulated, "aborted"), "aborted");
  await emulated.emulator.close();
});

trees.run();

function same(tree: Tree, name: string): void {
  const { phase, nodes, error } = recorded[name]!;
  assert.equal(tree.nodes, nodes, name);
  assert.is(tree.phase, phase);
  if (error !== undefined && error.code !== "") assert.equal(tree.error, error);
}

async function treeOf({ admin }: Emulated, name: string): Promise<Tree> {
  const id = { project: place.project, domain: place.domain, name: `real-${name}` };
  const { closure } = await admin.getExecution({ id });
  const nodes: Record<string, object> = {};
  const visit = async (parent: string): Promise<void> => {
    const { nodeExecutions } = await admin.listNodeExecutions({
      workflowExecutionId: id,
      uniqueParentId: parent,
      limit: 50,
    });
    for (const node of nodeExecutions) {
      const nodeId = node.id!.nodeId;
      const { taskExecutions } = await admin.listTaskExecutions({
        nodeExecutionId: { nodeId, executionId: id },
        limit: 50,
      });
      const tasks = taskExecutions.map(
        ({ id: task, closure }) => `${task?.retryAttempt} ${TaskPhase[closure?.phase ?? 0]}`,
      );
      nodes[nodeId] = { ...factsOf(node, parent), ...(tasks.length === 0 ? {} : { tasks }) };
      await visit(nodeId);
    }
  };
  await visit("");
  const result = closure?.outputResult;
  const error =
    result?.case === "error" ? { code: result.value.code, kind: String(Kind[result.value.kind]) } : undefined;
  return { phase: String(RunPhase[closure?.phase ?? 0]), nodes, ...(error && { error }) };
}

function factsOf({ metadata, closure }: NodeExecution, parent: string): object {
  const target = closure?.targetMetadata;
  const cache = target?.case === "taskNodeMetadata" ? CatalogCacheStatus[target.value.cacheStatus] : undefined;
  const launched = target?.case === "workflowNodeMetadata" ? target.value.executionId?.name : undefined;
  return {
    spec: metadata?.specNodeId ?? "",
    phase: NodePhase[closure?.phase ?? 0],
    ...(parent === "" ? {} : { parent }),
    ...(metadata?.retryGroup ? { retry_group: metadata.retryGroup } : {}),
    ...(metadata?.isParentNode ? { is_parent_node: true } : {}),
    ...(metadata?.isDynamic ? { is_dynamic: true } : {}),
    ...(metadata?.isArray ? { is_array: true } : {}),
    ...(cache === undefined || cache === "CACHE_DISABLED" ? {} : { cache }),
    ...(launched === undefined ? {} : { launched }),
  };
}
