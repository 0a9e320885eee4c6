import { create, fromBinary, fromJson, type JsonValue } from "@bufbuild/protobuf";
import { setTimeout } from "node:timers/promises";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Clock } from "../../../lib/engine/index.js";
import { watch } from "../../../lib/client/index.js";
import { CatalogCacheStatus } from "../../../lib/idl/gen/flyteidl/core/catalog_pb.js";
import {
  NodeExecution_Phase as NodePhase,
  TaskExecution_Phase as TaskPhase,
  WorkflowExecution_Phase as RunPhase,
} from "../../../lib/idl/gen/flyteidl/core/execution_pb.js";
import { IdentifierSchema, ResourceType } from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { LiteralMapSchema } from "../../../lib/idl/gen/flyteidl/core/literals_pb.js";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { encodeLiteral } from "../../../lib/idl/index.js";
import { ExecutionSpecSchema } from "../../../lib/idl/gen/flyteidl/admin/execution_pb.js";
import { SignalService } from "../../../lib/idl/gen/flyteidl/service/signal_pb.js";
import type { JsonObject, Literal } from "../../../lib/types/index.js";
import { number } from "../../support/flyte-runs.js";
import { int } from "../../support/graph.js";
import { createEmulator } from "../../../emulator/index.js";
import { LaunchPlanSpecSchema } from "../../../lib/idl/gen/flyteidl/admin/launch_plan_pb.js";
import { TaskSpecSchema } from "../../../lib/idl/gen/flyteidl/admin/task_pb.js";
import { WorkflowSpecSchema } from "../../../lib/idl/gen/flyteidl/admin/workflow_pb.js";
import { AdminService } from "../../../lib/idl/gen/flyteidl/service/admin_pb.js";
import { within } from "../../support/expect.js";
import { golden } from "../../support/golden.js";
import { goldenModules, goldenPlace } from "../../support/golden-flytekit.js";
import { type Known, type RealNode, standIn } from "../../support/stand-in.js";

const trees = suite("emulator/runs/golden-trees");

interface Entity {
  readonly kind: "TASK" | "WORKFLOW" | "LAUNCH_PLAN";
  readonly name: string;
  readonly base64: string;
}

interface Case {
  readonly name: string;
  readonly launch_plan: string;
  readonly inputs?: { readonly base64: string };
  readonly spec?: JsonObject;
  readonly steps?: readonly Step[];
  readonly expected: { readonly rejected?: string };
}

/** What somebody does while a case runs. */
interface Step {
  readonly signal?: string;
  readonly value?: string | number | boolean;
  /** Status that the signal is refused with. */
  readonly rejected?: string;
  /** Cause. */
  readonly terminate?: string;
}

interface RealCase {
  readonly name: string;
  readonly phase?: string;
  readonly error?: { readonly code: string; readonly kind: string };
  readonly nodes?: readonly RealNode[];
}

// What the Python of these tasks gives decides on what happens behind them.
const known: Known = {
  "workflows.nesting.table": ({ rows, columns }) => {
    const range = (size: number) => [...new Array(size).keys()];
    const row = (index: number) => list(range(number(columns)).map((column) => int(index * number(columns) + column)));
    return { o0: list(range(number(rows)).map(row)) };
  },
  "workflows.records.square": () => ({ o0: shape }),
};
// {"name": "s", "corners": [{"x": 0, "y": 0.0}, {"x": 3, "y": 6.0}, {"x": 6, "y": 3.0}], "tags": {…}, "area": 36.0}, as flytekit packs it.
const shape: Literal = {
  kind: "binary",
  tag: "msgpack",
  value:
    "hKRuYW1loXOnY29ybmVyc5OCoXgAoXnLAAAAAAAAAACCoXgDoXnLQBgAAAAAAACCoXgGoXnLQAgAAAAAAACkdGFnc4Kka2luZKZzcXVhcmWmc2NhbGVkoTOkYXJlYctAQgAAAAAAAA==",
};

const modules = goldenModules();
// Twenty times as fast as the clock of the recording.
const swift: Clock = {
  now: Date.now,
  sleep: (milliseconds, signal) => setTimeout(milliseconds / 20, undefined, { ref: true, ...(signal && { signal }) }),
};
const { project, domain, version } = goldenPlace;
const real = new Map<string, readonly RealNode[]>();
const emulator = createEmulator({ runner: standIn((run) => real.get(run), known), clock: swift });
const admin = createClient(AdminService, emulator.backend.transport);
const signals = createClient(SignalService, emulator.backend.transport);

let registered: Promise<void> = Promise.resolve();
trees.before(() => {
  registered = registerAll();
});
trees.after(() => emulator.close());

async function registerAll(): Promise<void> {
  // In the order of their names, each module after those that it refers to.
  for (const { name: module } of modules) {
    const { entities } = golden<{ entities: readonly Entity[] }>(`flytekit/${module}.json`);
    for (const { kind, name, base64 } of entities) {
      const id = { resourceType: ResourceType[kind], project, domain, name, version };
      const bytes = Buffer.from(base64, "base64");
      if (kind === "TASK") await admin.createTask({ id, spec: fromBinary(TaskSpecSchema, bytes) });
      if (kind === "WORKFLOW") await admin.createWorkflow({ id, spec: fromBinary(WorkflowSpecSchema, bytes) });
      if (kind === "LAUNCH_PLAN") await admin.createLaunchPlan({ id, spec: fromBinary(LaunchPlanSpecSchema, bytes) });
    }
  }
}

type Outcome = readonly [phase: string | undefined, code: string | undefined, rows: readonly object[]];

// Modules run side by side, the cases of one in order: they share what they cache.
const played = new Map<string, Promise<Outcome>>();
for (const { name: module } of modules) {
  const { cases } = golden<{ cases: readonly Case[] }>(`flytekit/${module}.json`);
  const recorded = golden<{ cases: readonly RealCase[] }>(`flytekit/real/${longName(module)}.json`).cases;
  const todo = [...cases.entries()].map(([index, each]) => {
    const { phase, error, nodes } = recorded[index]!;
    const label = `${module}: ${each.name}`;
    return { each, label, index, phase, error, nodes };
  });
  trees.before(() => {
    let before: Promise<unknown> = registered;
    for (const { label, index, each, nodes } of todo) {
      const ran = before.then(() => play(`${module.replaceAll("_", "-")}-${index}`, each, nodes));
      played.set(`${label} ${index}`, ran);
      before = ran.catch(() => {});
    }
  });
  for (const { label, index, each, phase, error, nodes } of todo) {
    if (nodes === undefined) {
      trees(`${label} is refused as a real Flyte refused it`, async () => {
        assert.is(await refusal(played.get(`${label} ${index}`)!), each.expected.rejected);
      });
      continue;
    }
    trees(`${label} leaves the tree that a real Flyte left`, async () => {
      const outcome = await within(30_000, played.get(`${label} ${index}`)!);
      assert.equal(outcome, [phase, error?.code, nodes.map(bare)]);
    });
  }
}

async function play(name: string, each: Case, nodes: readonly RealNode[] = []): Promise<Outcome> {
  real.set(name, nodes);
  const launchPlan = { resourceType: ResourceType.LAUNCH_PLAN, project, domain, name: each.launch_plan, version };
  const inputs = fromBinary(LiteralMapSchema, Buffer.from(each.inputs?.base64 ?? "", "base64"));
  const spec = create(ExecutionSpecSchema, {
    ...fromJson(ExecutionSpecSchema, (each.spec ?? {}) as JsonValue),
    launchPlan: create(IdentifierSchema, launchPlan),
  });
  await admin.createExecution({ project, domain, name, spec, inputs });
  for (const step of each.steps ?? []) await take(step, { project, domain, name });
  await watch(emulator.backend, { project, domain, name });
  const { closure } = await admin.getExecution({ id: { project, domain, name } });
  const error = closure?.outputResult.case === "error" ? closure.outputResult.value : undefined;
  return [RunPhase[closure?.phase ?? 0], error?.code, await rowsOf(name, "")];
}

trees.run();

async function take(step: Step, id: { readonly project: string; readonly domain: string; readonly name: string }) {
  if (step.terminate !== undefined) return void (await admin.terminateExecution({ id, cause: step.terminate }));
  const { signal: signalId = "", value, rejected } = step;
  const literal: Literal =
    typeof value === "number"
      ? int(value)
      : typeof value === "boolean"
        ? { kind: "bool", value }
        : { kind: "string", value: value ?? "" };
  const request = { id: { executionId: id, signalId }, value: encodeLiteral(literal) };
  // Its gate may not be open yet.
  const isOpen = async () => {
    const { signals: open } = await signals.listSignals({ workflowExecutionId: id, limit: 10 });
    return rejected === "INVALID_ARGUMENT" ? open.length > 0 : open.some((each) => each.id?.signalId === signalId);
  };
  while (!(await isOpen())) await setTimeout(5);
  if (rejected === undefined) return void (await signals.setSignal(request));
  assert.is(await refusal(signals.setSignal(request)), rejected);
}

// The status, as protobuf writes it.
async function refusal(asked: Promise<unknown>): Promise<string> {
  return await asked.then(
    () => "OK",
    (error: unknown) => (Code[ConnectError.from(error).code] ?? "").replace(/(?<=[a-z])[A-Z]/g, "_$&").toUpperCase(),
  );
}

function list(items: readonly Literal[]): Literal {
  return { kind: "list", items };
}

function longName(module: string): string {
  return module === "diabetes" ? "ml_training.pima_diabetes.diabetes" : `workflows.${module}`;
}

// What is compared of a row: texts and addresses are the deployment's own, and children by launch plans runs of their own.
function bare({ id, phase, cache, tasks = [], children = [] }: RealNode): object {
  return {
    id,
    phase,
    ...(cache === undefined ? {} : { cache }),
    tasks: tasks.map(({ attempt, task, phase: end }) => [attempt, task, end]),
    children: children.map(bare),
  };
}

async function rowsOf(name: string, uniqueParentId: string): Promise<readonly object[]> {
  const workflowExecutionId = { project, domain, name };
  const sortBy = { key: "node_id", direction: 1 };
  const { nodeExecutions } = await admin.listNodeExecutions({
    workflowExecutionId,
    uniqueParentId,
    limit: 100,
    sortBy,
  });
  const rows: object[] = [];
  for (const { id } of nodeExecutions) {
    const nodeExecutionId = id!;
    const { closure, metadata } = await admin.getNodeExecution({ id: nodeExecutionId });
    const request = { nodeExecutionId, limit: 100, sortBy: { key: "retry_attempt", direction: 1 } };
    const { taskExecutions } = await admin.listTaskExecutions(request);
    const target = closure?.targetMetadata;
    const status = target?.case === "taskNodeMetadata" ? target.value.cacheStatus : CatalogCacheStatus.CACHE_DISABLED;
    rows.push({
      id: nodeExecutionId.nodeId,
      phase: NodePhase[closure?.phase ?? 0],
      ...(status === CatalogCacheStatus.CACHE_DISABLED ? {} : { cache: CatalogCacheStatus[status] }),
      tasks: taskExecutions.map((task) => [
        task.id?.retryAttempt,
        task.id?.taskId?.name,
        TaskPhase[task.closure?.phase ?? 0],
      ]),
      // The recording looked below rows that say so themselves.
      children: metadata?.isParentNode || metadata?.isDynamic ? await rowsOf(name, nodeExecutionId.nodeId) : [],
    });
  }
  return rows;
}
