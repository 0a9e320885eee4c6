import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create } from "@bufbuild/protobuf";
import { DurationSchema } from "@bufbuild/protobuf/wkt";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  createStore,
  type ExecutionRow,
  entityKey,
  literalData,
  openStore,
  type Store,
  toMoment,
} from "../../../emulator/state/index.js";
import { memoryBlobs } from "../../../lib/blobs/index.js";
import { ExecutionSchema } from "../../../lib/idl/gen/flyteidl/admin/execution_pb.js";
import { LaunchPlanSchema } from "../../../lib/idl/gen/flyteidl/admin/launch_plan_pb.js";
import { TaskSchema } from "../../../lib/idl/gen/flyteidl/admin/task_pb.js";
import { WorkflowSchema, WorkflowSpecSchema } from "../../../lib/idl/gen/flyteidl/admin/workflow_pb.js";
import { WorkflowExecution_Phase as Phase } from "../../../lib/idl/gen/flyteidl/core/execution_pb.js";
import { IdentifierSchema, ResourceType } from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { LiteralMapSchema } from "../../../lib/idl/gen/flyteidl/core/literals_pb.js";
import { createRandom, type Random } from "../../support/random.js";

const lists = suite("emulator/state/disk-executions");

const folder = mkdtempSync(join(tmpdir(), "flytepath-lists-"));
lists.after(() => rmSync(folder, { recursive: true, force: true }));

const phases = [Phase.QUEUED, Phase.RUNNING, Phase.SUCCEEDED, Phase.FAILED, Phase.ABORTED];
const names = ["a", "b_c", "B%d", "*é[1]?"];

function stores(): { readonly memory: Store; readonly disk: Store } {
  const blobs = memoryBlobs();
  const given = { projects: [], domains: [], now: () => 0 };
  return {
    memory: createStore({ ...given, data: literalData(blobs, "memory://data") }),
    disk: openStore({ ...given, blobs, root: "memory://data", database: join(folder, "lists.db") }),
  };
}

function rowOf(serial: number, { pick, fraction: random }: Random): ExecutionRow {
  const id = { project: "p", domain: pick(["d", "e"]), name: `run${serial}` };
  const resourceType = pick([ResourceType.LAUNCH_PLAN, ResourceType.LAUNCH_PLAN, ResourceType.TASK]);
  const launchPlan = create(IdentifierSchema, { ...id, resourceType, name: pick(names), version: pick(["1", "2"]) });
  const workflowId = create(IdentifierSchema, { ...launchPlan, resourceType: ResourceType.WORKFLOW });
  const phase = pick(phases);
  const createdAt = toMoment(1_700_000_000_000 + Math.floor(serial / 3) * 1000);
  const tags = names.filter(() => random() < 0.3);
  const message = create(ExecutionSchema, {
    id,
    spec: { launchPlan, tags, metadata: { mode: pick([0, 1, 2]), principal: pick(["", "me"]) } },
    closure: {
      phase,
      workflowId,
      createdAt,
      updatedAt: toMoment(1_700_000_000_000 + Math.floor(random() * 100)),
      stateChangeDetails: { state: pick([0, 0, 1]) },
      ...(phase !== Phase.QUEUED && { startedAt: createdAt, duration: { seconds: BigInt(Math.floor(random() * 9)) } }),
      ...(phase === Phase.FAILED && {
        outputResult: { case: "error" as const, value: { code: pick(names), message: "m", kind: pick([0, 1, 2]) } },
      }),
      ...(phase === Phase.ABORTED && {
        outputResult: { case: "abortMetadata" as const, value: { cause: pick(names) } },
      }),
    },
  });
  const plan = create(LaunchPlanSchema, { id: launchPlan });
  const inputs = create(LiteralMapSchema);
  const launchedTask = resourceType === ResourceType.TASK;
  const what = { launchedTask, launchPlan, plan, workflow: workflowId, inputs, userInputs: undefined, tags };
  return { serial, createdAt, message, nodes: new Map(), ...what };
}

// Not all that runs were made from is registered, as after a change by hand: they meet no filter on it.
function register(store: Store, { pick, fraction }: Random): void {
  for (const domain of ["d", "e"])
    for (const name of names)
      for (const version of ["1", "2"]) {
        const id = create(IdentifierSchema, { project: "p", domain, name, version });
        const at = toMoment(1_700_000_000_000 + Math.floor(fraction() * 3) * 1000);
        const row = { serial: store.nextSerial(), createdAt: at, updatedAt: at };
        const schedule = { ScheduleExpression: { case: "cronSchedule" as const, value: { schedule: "0 * * * *" } } };
        const spec = { workflowId: id, ...(fraction() < 0.5 && { entityMetadata: { schedule } }) };
        const plan = create(LaunchPlanSchema, { id, spec, closure: { state: pick([0, 1]) } });
        const workflow = create(WorkflowSchema, { id, shortDescription: pick(names) });
        const task = create(TaskSchema, { id, closure: { compiledTask: { template: { type: pick(["c", "sql"]) } } } });
        if (fraction() < 0.9) store.launchPlans.set(entityKey(id), { ...row, message: plan });
        if (fraction() < 0.9)
          store.workflows.set(entityKey(id), { ...row, message: workflow, spec: create(WorkflowSpecSchema) });
        if (fraction() < 0.9) store.tasks.set(entityKey(id), { ...row, message: task });
      }
}

const fields = [
  "phase",
  "execution_name",
  "execution_domain",
  "error_code",
  "error_kind",
  "abort_cause",
  "user",
  "launch_plan.name",
  "workflow.name",
  "task.name",
  "admin_tag.name",
  "execution_tag.key",
];
const far = ["launch_plan.schedule_type", "workflow.short_description", "task.type", "task.short_description"];
const texts = [...names, "run1", "run10", "%1%", "run_2", "RUN1", "FAILED", "USER", "d", "", "me"];
const sorts = ["", "id", "created_at", "updated_at", "execution_name", "phase", "duration", "started_at", "error_code"];

function filterOf({ pick }: Random): string {
  const text = pick(texts) || "x";
  return pick([
    () => `${pick(["eq", "ne", "contains", "not_like", "gt", "lte"])}(${pick(fields)},${text})`,
    () => `${pick(["value_in", "value_not_in"])}(${pick(fields)},${text};${pick(texts) || "x"})`,
    () => `${pick(["gt", "gte", "lt", "lte", "eq", "ne"])}(created_at,2023-11-14T22:1${pick([3, 4, 5])}:20Z)`,
    () => `${pick(["gt", "lte", "eq"])}(duration,${pick([0, 3, 5])})`,
    () => `${pick(["eq", "ne", "gt", "value_in", "value_not_in"])}(launch_plan.state,${pick([0, 1])})`,
    () => `${pick(["eq", "ne", "contains"])}(${pick(far)},${pick(["CRON", "NONE", "c"])})`,
    () =>
      `${pick(["gt", "lte"])}(${pick(["workflow", "task", "launch_plan"])}.created_at,2023-11-14T22:13:2${pick([0, 1, 2])}Z)`,
    () => `${pick(["eq", "ne", "value_in"])}(${pick(["mode", "state", "id"])},${pick([0, 1, 2])})`,
  ])();
}

lists("rows in a file answer every filter, order and page as rows in memory do, while they change", async () => {
  const random = createRandom(7);
  const { pick } = random;
  const { memory, disk } = stores();
  const put: ExecutionRow[] = [];
  for (let serial = 1; serial <= 400; serial++) {
    const row = rowOf(serial, random);
    put.push(row);
    for (const { executions } of [memory, disk]) executions.put(row);
  }
  for (const store of [memory, disk]) register(store, createRandom(8));
  let found = 0;
  for (let round = 0; round < 600; round++) {
    const changed = pick(put);
    const { closure } = changed.message;
    closure!.phase = pick(phases);
    closure!.duration = create(DurationSchema, { seconds: BigInt(Math.floor(random.fraction() * 9)) });
    for (const { executions } of [memory, disk]) executions.put(changed);
    const filters = Array.from({ length: pick([0, 1, 1, 2, 3]) }, () => filterOf(random)).join("+");
    const key = pick(sorts);
    const query = {
      limit: pick([0, 1, 20, 1000]),
      token: pick(["", "", "3", "50"]),
      filters,
      rpc: "",
      ...(key !== "" && { sortBy: { $typeName: "flyteidl.admin.Sort" as const, key, direction: pick([0, 1]) } }),
    };
    const [one, other] = [memory, disk].map(({ executions }) => {
      const { rows, token } = executions.list([], query);
      return { names: rows.map(({ message }) => message.id?.name), token };
    });
    assert.equal(other, one, JSON.stringify(query));
    found += one?.names.length ?? 0;
  }
  assert.ok(found > 1000, `${found} rows were compared`);
  await disk.close();
});

lists.run();
