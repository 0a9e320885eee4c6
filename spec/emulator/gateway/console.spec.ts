import {
  create,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import * as common from "../../../lib/idl/gen/flyteidl/admin/common_pb.js";
import { DescriptionEntityListSchema } from "../../../lib/idl/gen/flyteidl/admin/description_entity_pb.js";
import * as execution from "../../../lib/idl/gen/flyteidl/admin/execution_pb.js";
import * as plan from "../../../lib/idl/gen/flyteidl/admin/launch_plan_pb.js";
import * as node from "../../../lib/idl/gen/flyteidl/admin/node_execution_pb.js";
import { ProjectsSchema } from "../../../lib/idl/gen/flyteidl/admin/project_pb.js";
import { ProjectDomainAttributesGetResponseSchema } from "../../../lib/idl/gen/flyteidl/admin/project_domain_attributes_pb.js";
import { TaskListSchema } from "../../../lib/idl/gen/flyteidl/admin/task_pb.js";
import * as attempt from "../../../lib/idl/gen/flyteidl/admin/task_execution_pb.js";
import { GetVersionResponseSchema } from "../../../lib/idl/gen/flyteidl/admin/version_pb.js";
import { WorkflowListSchema, WorkflowSchema } from "../../../lib/idl/gen/flyteidl/admin/workflow_pb.js";
import { emulatedWith, place } from "../../support/emulated.js";
import { bodies, branch, chain, one, pythonDag } from "../../support/flyte-runs.js";
import { promise, subWorkflow } from "../../support/graph.js";
import { sendTo } from "../../support/plain-http.js";

// What Flyte's console asks for, in its spelling: protobuf over HTTP, numbers for types, `+` between filters percent-encoded.
const console = suite("emulator/gateway/console");

const { emulator, run, admin } = emulatedWith(bodies);
const { url } = await emulator.listen({ port: 0 });
const below = "flytesnacks/development";
const newest = { "sort_by.direction": "DESCENDING", "sort_by.key": "created_at" };
const oldest = { "sort_by.direction": "ASCENDING", "sort_by.key": "created_at" };

type Query = Readonly<Record<string, string | number>>;

function pathOf(path: string, query: Query): string {
  const spell = (value: string | number) => encodeURIComponent(value).replaceAll("%2C", ",").replaceAll("%3A", ":");
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${spell(value)}`);
  return `/api/v1/${path}${pairs.length > 0 ? `?${pairs.join("&")}` : ""}`;
}

async function get<Schema extends DescMessage>(schema: Schema, path: string, query: Query = {}) {
  const headers = { accept: "application/octet-stream" };
  const { status, body } = await sendTo(url, { path: pathOf(path, query), headers });
  assert.is(status, 200, `${path}: ${String(body)}`);
  return fromBinary(schema, body);
}

async function send<Sent extends DescMessage, Got extends DescMessage>(
  [schema, answer]: readonly [Sent, Got],
  [method, path]: readonly [string, string],
  message: MessageInitShape<Sent>,
): Promise<MessageShape<Got>> {
  const headers = { accept: "application/octet-stream", "content-type": "application/octet-stream" };
  const body = toBinary(schema, create(schema, message));
  const received = await sendTo(url, { method, path: pathOf(path, {}), headers, body });
  assert.is(received.status, 200, `${method} ${path}: ${String(received.body)}`);
  return fromBinary(answer, received.body);
}

await run(pythonDag("chain", chain), "one");
await run(pythonDag("branch", branch(5)), "two");
await run(pythonDag("dynamic", { nodes: { n0: { task: "dyn" } } }), "three");
await run(pythonDag("failing", one("boom")), "four");
const outer = pythonDag("outer", {
  nodes: { n0: { target: { kind: "workflow", workflow: "chain" }, inputs: { a: promise("", "a") } } },
  workflows: { chain: subWorkflow("chain", chain) },
  tasks: pythonDag("chain", chain).tasks,
});
await run(outer, "five");
await emulator.register(pythonDag("waiting", one("wait")), place);
await admin.createTask({
  id: { resourceType: 1, project: "flytesnacks", domain: "development", name: "told", version: "v1" },
  spec: {
    description: { shortDescription: "what it does" },
    template: {
      type: "t",
      interface: { inputs: {}, outputs: {} },
      target: { case: "container", value: { image: "i" } },
      metadata: { runtime: { version: "1" } },
    },
  },
});

const runs: Readonly<Record<string, readonly string[]>> = {
  "eq(state,0)": ["five", "four", "three", "two", "one"],
  "eq(workflow.project,flytesnacks)+eq(workflow.domain,development)+eq(workflow.name,chain)": ["one"],
  "eq(launch_plan.name,branch)+eq(launch_plan.version,v1)": ["two"],
  "eq(task.name,inc)": [],
  "value_in(phase,FAILED;ABORTED)": ["four"],
  "value_in(phase,FAILED)+lt(duration,3600)": ["four"],
  "gte(duration,3600)+lt(duration,10800)": [],
  "gte(started_at,2024-01-01T00:00:00.000Z)+lte(started_at,2024-01-02T00:00:00.000Z)": [],
  "eq(user,somebody)": [],
  "eq(workflow.version,v1)+eq(mode,1)": [],
};
for (const [filters, names] of Object.entries(runs)) {
  console(`runs by ${filters}`, async () => {
    const { executions } = await get(execution.ExecutionListSchema, `executions/${below}`, {
      filters,
      limit: 20,
      ...newest,
    });
    assert.equal(
      executions.map(({ id }) => id?.name),
      names,
    );
  });
}

console("projects, version, names, versions, plans, descriptions and attributes are found", async () => {
  assert.ok((await get(ProjectsSchema, "projects")).projects.some(({ id }) => id === "flytesnacks"));
  assert.ok((await get(GetVersionResponseSchema, "version")).controlPlaneVersion);
  const byName = { limit: 25, filters: "eq(state,0)", "sort_by.direction": "ASCENDING", "sort_by.key": "name" };
  for (const type of [1, 2, 3]) {
    const { entities } = await get(common.NamedEntityListSchema, `named_entities/${type}/${below}`, byName);
    assert.ok(entities.length > 0, `type ${type}`);
  }
  const ids = await get(common.NamedEntityIdentifierListSchema, `workflow_ids/${below}`, { limit: 25 });
  assert.ok(ids.entities.some(({ name }) => name === "chain"));
  const versions = await get(WorkflowListSchema, `workflows/${below}/chain`, { limit: 25, ...newest });
  assert.equal(versions.workflows.length, 1);
  assert.is((await get(WorkflowSchema, `workflows/${below}/chain/v1`)).closure?.compiledWorkflow?.tasks.length, 2);
  assert.is((await get(TaskListSchema, `tasks/${below}/inc`, { limit: 25, ...newest })).tasks.length, 1);
  const ofVersion = { limit: 10, filters: "eq(workflow.name,chain)+eq(workflow.version,v1)", ...newest };
  assert.is((await get(plan.LaunchPlanListSchema, `launch_plans/${below}`, ofVersion)).launchPlans.length, 1);
  const scheduled = { limit: 10, filters: "ne(schedule_type,NONE)", ...newest };
  assert.is((await get(plan.LaunchPlanListSchema, `launch_plans/${below}`, scheduled)).launchPlans.length, 0);
  const told = await get(DescriptionEntityListSchema, `description_entities/1/${below}/told`, { limit: 25, ...newest });
  assert.equal(
    told.descriptionEntities.map(({ shortDescription }) => shortDescription),
    ["what it does"],
  );
  const attributes = pathOf(`project_domain_attributes/${below}`, { resource_type: 6 });
  const { status } = await sendTo(url, { path: attributes, headers: { accept: "application/octet-stream" } });
  assert.is(status, 404, ProjectDomainAttributesGetResponseSchema.typeName);
});

// Every row of a run and what belongs to it, as the page of a run opens them; gives the ids of nodes.
async function open(name: string, query: Query = {}): Promise<readonly string[]> {
  const path = `node_executions/${below}/${name}`;
  const { nodeExecutions } = await get(node.NodeExecutionListSchema, path, { limit: 10_000, ...query, ...oldest });
  const seen = await Promise.all(
    nodeExecutions.map(async ({ id, metadata, closure }) => {
      const nodeId = id?.nodeId ?? "";
      const own = `${below}/${name}/${nodeId}`;
      assert.ok(closure?.createdAt);
      await get(node.NodeExecutionSchema, `node_executions/${own}`);
      await get(node.NodeExecutionGetDataResponseSchema, `data/node_executions/${own}`);
      const { taskExecutions } = await get(attempt.TaskExecutionListSchema, `task_executions/${own}`, {
        limit: 10_000,
      });
      for (const { id: tried } of taskExecutions) {
        const task = `${own}/${below}/${tried?.taskId?.name}/${tried?.taskId?.version}/${tried?.retryAttempt}`;
        await get(attempt.TaskExecutionSchema, `task_executions/${task}`);
        await get(attempt.TaskExecutionGetDataResponseSchema, `data/task_executions/${task}`);
        await get(node.NodeExecutionListSchema, `children/task_executions/${task}`, { limit: 10_000 });
      }
      const inside = metadata?.isParentNode === true ? await open(name, { uniqueParentId: nodeId }) : [];
      return [nodeId, ...inside];
    }),
  );
  return seen.flat();
}

for (const [name, ids] of Object.entries({
  one: ["start-node", "n0", "n1", "end-node"],
  two: ["start-node", "n0", "n0-0-n0-n0", "end-node"],
  five: ["start-node", "n0", "n0-0-start-node", "n0-0-n0", "n0-0-n1", "n0-0-end-node", "end-node"],
  four: ["start-node", "n0"],
})) {
  console(`the page of run ${name} finds every row`, async () => {
    assert.equal([...(await open(name))].sort(), [...ids].sort());
    await get(execution.ExecutionSchema, `executions/${below}/${name}`);
    await get(execution.WorkflowExecutionGetDataResponseSchema, `data/executions/${below}/${name}`);
    const metrics = await get(
      execution.WorkflowExecutionGetMetricsResponseSchema,
      `metrics/executions/${below}/${name}`,
    );
    assert.ok(metrics.span);
  });
}

console("what a dynamic step decided comes with its data", async () => {
  const data = await get(node.NodeExecutionGetDataResponseSchema, `data/node_executions/${below}/three/n0`);
  assert.is(data.dynamicWorkflow?.compiledWorkflow?.primary?.template?.nodes.length, 5);
});

console("runs are started, relaunched, recovered, terminated and archived", async () => {
  const of = (name: string) => ({ project: "flytesnacks", domain: "development", name });
  const launchPlan = { resourceType: 3, ...of("chain"), version: "v1" };
  const spec = { launchPlan, metadata: { principal: "flyteconsole" }, labels: {}, annotations: {}, maxParallelism: 4 };
  const made = execution.ExecutionCreateResponseSchema;
  const request = { project: "flytesnacks", domain: "development", spec, inputs: {} };
  const started = await send([execution.ExecutionCreateRequestSchema, made], ["POST", "executions"], request);
  const relaunch = ["POST", "executions/relaunch"] as const;
  const again = await send([execution.ExecutionRelaunchRequestSchema, made], relaunch, { id: of("one"), name: "" });
  const recover = ["POST", "executions/recover"] as const;
  const failed = await send([execution.ExecutionRecoverRequestSchema, made], recover, { id: of("four"), name: "" });
  for (const { id } of [started, again, failed]) assert.match(id?.name ?? "", /^a[a-z0-9]+$/);
  const waiting = { ...request, spec: { ...spec, launchPlan: { ...launchPlan, name: "waiting" } } };
  const long = await send([execution.ExecutionCreateRequestSchema, made], ["POST", "executions"], waiting);
  const own = `executions/${below}/${long.id?.name}`;
  const ended = [execution.ExecutionTerminateRequestSchema, execution.ExecutionTerminateResponseSchema] as const;
  await send(ended, ["DELETE", own], { cause: "seen enough" });
  const updated = [execution.ExecutionUpdateRequestSchema, execution.ExecutionUpdateResponseSchema] as const;
  await send(updated, ["PUT", `executions/${below}/one`], { id: of("one"), state: 1 });
  const archived = { filters: "eq(state,1)", limit: 20, ...newest };
  const { executions } = await get(execution.ExecutionListSchema, `executions/${below}`, archived);
  assert.equal(
    executions.map(({ id }) => id?.name),
    ["one"],
  );
});

console("plans are switched on and names are archived", async () => {
  const of = { project: "flytesnacks", domain: "development", name: "chain" };
  const id = { resourceType: 3, ...of, version: "v1" };
  const plans = [plan.LaunchPlanUpdateRequestSchema, plan.LaunchPlanUpdateResponseSchema] as const;
  await send(plans, ["PUT", `launch_plans/${below}/chain/v1`], { id, state: 1 });
  const active = { limit: 5, filters: "eq(state,1)+eq(workflow.name,chain)", ...newest };
  assert.is((await get(plan.LaunchPlanListSchema, `launch_plans/${below}`, active)).launchPlans.length, 1);
  const names = [common.NamedEntityUpdateRequestSchema, common.NamedEntityUpdateResponseSchema] as const;
  const hide = { resourceType: 2, id: of, metadata: { state: 1 } };
  await send(names, ["PUT", `named_entities/2/${below}/chain`], hide);
  const gone = { limit: 10, filters: "eq(state,1)" };
  const { entities } = await get(common.NamedEntityListSchema, `named_entities/2/${below}`, gone);
  assert.equal(
    entities.map((entity) => entity.id?.name),
    ["chain"],
  );
});

console.after(() => emulator.close());
console.run();
