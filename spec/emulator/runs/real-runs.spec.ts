import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fromJson, type JsonValue } from "@bufbuild/protobuf";
import { createClient } from "@connectrpc/connect";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createEmulator } from "../../../emulator/index.js";
import type { Clock } from "../../../lib/engine/index.js";
import { terminate, watch } from "../../../lib/client/index.js";
import { TaskExecution_Phase as TaskPhase } from "../../../lib/idl/gen/flyteidl/core/execution_pb.js";
import { ExecutionCreateRequestSchema } from "../../../lib/idl/gen/flyteidl/admin/execution_pb.js";
import {
  NodeExecutionEventSchema,
  TaskExecutionEventSchema,
  WorkflowExecutionEventSchema,
} from "../../../lib/idl/gen/flyteidl/event/event_pb.js";
import { AdminService } from "../../../lib/idl/gen/flyteidl/service/admin_pb.js";
import { SignalService } from "../../../lib/idl/gen/flyteidl/service/signal_pb.js";
import { encodeLiteral } from "../../../lib/idl/index.js";
import type { Json, JsonObject } from "../../../lib/types/index.js";
import { within } from "../../support/expect.js";
import { golden } from "../../support/golden.js";
import { int } from "../../support/graph.js";
import { type Difference, ordered, realNormal, without } from "../../support/real-normal.js";
import { realRunner, type Told } from "../../support/real-runner.js";
import { type Entity, jsonOf, register, stateOf } from "../../support/real-runs.js";
import { repository } from "../../support/sources.js";

const real = suite("emulator/runs/real-runs");

interface Run extends JsonObject {
  readonly workflow: string;
  readonly execution: JsonObject;
  readonly data: JsonObject;
}

const folder = "flyteadmin/real";
const runs = golden<Readonly<Record<string, Run>>>(`${folder}/runs.json`);
const events = golden<Readonly<Record<string, readonly Told[]>>>(`${folder}/events.json`);
const { entities, futures } = golden<{ entities: readonly Entity[]; futures: Readonly<Record<string, JsonValue>> }>(
  `${folder}/entities.json`,
);
const differences = JSON.parse(
  readFileSync(join(repository, "spec/golden", folder, "differences.json"), "utf8"),
) as Readonly<Record<"state" | "events", readonly Difference[]>>;
const place = { project: "flytesnacks", domain: "development", version: "real" };

// A run whose outputs are cached comes before those that find them.
const before: Readonly<Record<string, readonly string[]>> = {
  "cache-hit": ["cache-miss"],
  "cache-overwrite": ["cache-miss"],
};
const answers: Readonly<Record<string, ReturnType<typeof int> | { kind: "bool"; value: boolean }>> = {
  gated: int(7),
  approved: { kind: "bool", value: true },
  rejected: { kind: "bool", value: false },
};

for (const name of Object.keys(runs)) {
  real(`${name} leaves the state that a real Flyte left, by the events that it sent`, async () => {
    const { state, told } = await play(name);
    const { run: _, workflow: __, arguments: ___, ...wanted } = runs[name]!;
    same(without(state, differences.state), without(wanted, differences.state));
    same(inOrder(name, shown(told)), inOrder(name, shown(wantedEvents(name))));
  });
}

real.run();

function same(got: Json, wanted: Json): void {
  assert.equal(ordered(got), ordered(wanted));
}

async function play(name: string) {
  const told: JsonObject[] = [];
  const eventsOf = (run: string) => events[run.replace(/^real-/, "")];
  const emulator = createEmulator({
    runner: realRunner({ eventsOf, futures }),
    clock: hastyClock(),
    onEvent(event) {
      if (event.$typeName === "flyteidl.event.NodeExecutionEvent") told.push(jsonOf(NodeExecutionEventSchema, event));
      if (event.$typeName === "flyteidl.event.TaskExecutionEvent") told.push(jsonOf(TaskExecutionEventSchema, event));
      if (event.$typeName === "flyteidl.event.WorkflowExecutionEvent") {
        told.push(jsonOf(WorkflowExecutionEventSchema, event));
      }
    },
  });
  const admin = createClient(AdminService, emulator.backend.transport);
  await register(admin, entities);
  for (const each of [...(before[name] ?? []), name]) {
    told.length = 0;
    await run(each);
  }
  const id = idOf(name);
  const state = realNormal(emulator.backend.blobs.join("", "data"), place.version)(await stateOf(admin, id));
  const normal = realNormal(emulator.backend.blobs.join("", "data"), place.version);
  await emulator.close();
  return { state: state as JsonObject, told: told.filter(isOf(id.name)).map((event) => normal(event) as JsonObject) };

  async function run(each: string): Promise<void> {
    const { execution, data } = runs[each]!;
    const spec = execution.spec as JsonObject;
    const launchPlan = { ...(spec.launch_plan as JsonObject), version: place.version };
    const request = { ...idOf(each), inputs: data.full_inputs ?? {}, spec: { ...spec, launch_plan: launchPlan } };
    await admin.createExecution(fromJson(ExecutionCreateRequestSchema, request as JsonValue));
    if (each === "aborted") await abort();
    const answer = answers[each];
    if (answer !== undefined) await give(each, answer);
    await within(10_000, watch(emulator.backend, idOf(each)));
  }

  async function give(each: string, answer: (typeof answers)[string]): Promise<void> {
    const signals = createClient(SignalService, emulator.backend.transport);
    const executionId = idOf(each);
    for (;;) {
      const { signals: open } = await signals.listSignals({ workflowExecutionId: executionId, limit: 1 });
      if (open[0]?.id !== undefined)
        return void (await signals.setSignal({ id: open[0].id, value: encodeLiteral(answer!) }));
      await new Promise(setImmediate);
    }
  }

  async function abort(): Promise<void> {
    const nodeExecutionId = { nodeId: "n1", executionId: idOf("aborted") };
    for (;;) {
      const { taskExecutions } = await admin.listTaskExecutions({ nodeExecutionId, limit: 1 });
      if (taskExecutions[0]?.closure?.phase === TaskPhase.RUNNING) break;
      await new Promise(setImmediate);
    }
    await terminate(emulator.backend, idOf("aborted"), "recorded abort");
  }
}

function idOf(name: string) {
  return { project: place.project, domain: place.domain, name: `real-${name}` };
}

// Those that FlyteAdmin refused came too early or too late.
function wantedEvents(name: string): readonly JsonObject[] {
  return events[name]!.flatMap(({ method, request, error }) =>
    /^Create(Workflow|Node|Task)Event$/.test(method) && error === undefined ? [request!.event!] : [],
  );
}

function isOf(run: string): (event: JsonObject) => boolean {
  return (event) => runOf(event) === run;
}

function runOf(event: JsonObject): unknown {
  const id = (event.execution_id ?? nodeIdOf(event)?.execution_id) as JsonObject | undefined;
  return id?.name;
}

function nodeIdOf(event: JsonObject): JsonObject | undefined {
  return (event.parent_node_execution_id ?? (event.task_id === undefined ? event.id : undefined)) as
    | JsonObject
    | undefined;
}

// The engine looks at the elements of a mapped step when it comes to it: what it tells until they end is told at once here.
function shown(told: readonly JsonObject[]): readonly JsonObject[] {
  const lasting = told.filter(({ task_type, phase }) => task_type !== "container_array" || phase !== "RUNNING");
  return lasting.map((event) => without(event, differences.events) as JsonObject);
}

// Of nodes that run side by side the recording does not say which comes first.
function inOrder(name: string, told: readonly JsonObject[]): Json {
  if (!["diamond", "gated", "aborted"].includes(name)) return told;
  const byNode: Record<string, JsonObject[]> = {};
  for (const event of told) {
    const node = String(nodeIdOf(event)?.node_id ?? "run");
    byNode[node] = [...(byNode[node] ?? []), event];
  }
  return byNode;
}

// Waits that a run means to end are over at once, timeouts never.
function hastyClock(): Clock {
  let now = 0;
  return {
    now: () => now,
    async sleep(milliseconds, signal) {
      if (milliseconds > 60_000) await new Promise((resolve) => signal.addEventListener("abort", resolve));
      else now += milliseconds;
    },
  };
}
