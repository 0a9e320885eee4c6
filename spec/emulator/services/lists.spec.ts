import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { JsonObject } from "../../../lib/types/index.js";
import { callRpc } from "../../conformance/grpc.js";
import * as ask from "../../support/flyte-requests.js";
import { openPlane } from "../../support/plane.js";

const lists = suite("emulator/services/lists");

const { transport } = openPlane(1);
const call = (rpc: string, request: JsonObject) => callRpc(transport, rpc, request);
const id = { project: "flytesnacks", domain: "development" };

for (const name of ["t1", "t2", "t%3"]) await call("CreateTask", ask.task(name));
await call("CreateWorkflow", ask.workflow("wf", [ask.node("n0", "t1")]));
await call("CreateLaunchPlan", ask.plan("wf"));
await call("CreateExecution", ask.start("one", "wf", { tags: ["red", "big"], labels: { values: { team: "a" } } }));
await call("CreateExecution", ask.start("two", "wf", { tags: ["red"], labels: { values: { team: "b" } } }));
await call("CreateExecution", ask.start("three", "wf"));
for (const [phase, seconds] of [
  ["RUNNING", 5],
  ["SUCCEEDED", 15],
] as const) {
  await call("CreateWorkflowEvent", {
    event: {
      execution_id: ask.run("two"),
      phase,
      occurred_at: `2024-01-02T03:04:${String(seconds).padStart(2, "0")}.5Z`,
    },
  });
}

const runs: readonly (readonly [string, readonly string[]])[] = [
  ["eq(phase,SUCCEEDED)", ["two"]],
  ["ne(phase,SUCCEEDED)", ["one", "three"]],
  ["value_in(execution_name,one;two)", ["one", "two"]],
  ["value_not_in(execution_name,one;two)", ["three"]],
  ["contains(execution_name,o)", ["one", "two"]],
  ["contains(execution_name,_e)", ["one", "three"]],
  ["not_like(execution_name,t%)", ["one"]],
  ["eq(duration,10)", ["two"]],
  ["lt(duration, 10s)", ["one", "three"]],
  ["gte(started_at,2024-01-02T03:04:05.5Z)", ["two"]],
  ["gt(started_at,2024-01-02T03:04:05.500001Z)", []],
  ["eq(workflow.name,wf)+eq(launch_plan.version,v1)", ["one", "two", "three"]],
  ["eq(task.name,t1)", []],
  ["eq(launch_plan.state,0)", ["one", "two", "three"]],
  ["eq(launch_plan.state,1)", []],
  ["eq(launch_plan.schedule_type,NONE)", ["one", "two", "three"]],
  ["gt(workflow.created_at,2001-01-01)", ["one", "two", "three"]],
  ["lt(workflow.created_at,2001-01-01)", []],
  ["ne(workflow.short_description,x)", ["one", "two", "three"]],
  ["eq(task.type,python-task)", []],
  ["eq(workflow.digest,x)", []],
  ["eq(admin_tag.name,red)", ["one", "two"]],
  ["eq(execution_tag.key,team)+eq(execution_tag.value,a)", ["one"]],
  ["eq(execution_tag.key,red)+eq(execution_tag.value,a)", []],
  ["eq(launch_plan_id,1)", []],
  ["eq(execution.phase,SUCCEEDED)", ["two"]],
];
for (const [filters, names] of runs) {
  lists(`executions ${filters}`, async () => {
    const sort_by = { key: "created_at", direction: "ASCENDING" };
    const { response, error } = await call("ListExecutions", { id, limit: 10, filters, sort_by });
    assert.is(error, undefined);
    const found = (response as { executions?: { id: { name: string } }[] }).executions ?? [];
    assert.equal(
      found.map((each) => each.id.name),
      names,
    );
  });
}

const refused: readonly (readonly [string, RegExp])[] = [
  ["eq(name)", /^invalid value for filters$/],
  ["eq(execution_name,)", /^invalid value for filters$/],
  ["nope(execution_name,x)", /^unrecognized filter function: nope$/],
  ["nope(nope,x)", /^'e.nope' is invalid filter$/],
  ["eq(name,x)", /^'e.name' is invalid filter$/],
  ["eq(signal.name,x)", /^'s' entity is not allowed in filters$/],
  ["eq(workflow.nope,x)", /^'w.nope' is invalid filter$/],
  ["eq(duration,long)", /^Failed to parse duration \[long\]$/],
  ["nope(duration,long)", /^Failed to parse duration \[long\]$/],
  ["eq(duration,8000000000)", /^Failed to parse duration/],
  ["eq(state,x)", /expected a number, got x$/],
  ["contains(state,1)", /contains asks for a text$/],
  ["eq(phase,a;b)", /eq takes one value$/],
  ["gt(created_at,soon)", /expected a time, got soon$/],
  ["eq(__proto__,x)", /^'e.__proto__' is invalid filter$/],
];
for (const [filters, text] of refused) {
  lists(`executions ${filters} is refused`, async () => {
    const { error } = await call("ListExecutions", { id, limit: 10, filters });
    assert.is(error?.code, "INVALID_ARGUMENT");
    assert.match(error?.message ?? "", text);
  });
}

lists("a percent sign in a name is a wildcard of contains, and a list of values fits nothing", async () => {
  const names = async (filters: string) => {
    const { response } = await call("ListTasks", { id, limit: 10, filters });
    return ((response as { tasks?: { id: { name: string } }[] }).tasks ?? []).map((each) => each.id.name);
  };
  assert.equal(await names("contains(name,%3)"), ["t%3"]);
  assert.equal(await names("contains(name,t1;t2)"), []);
});

lists("launch plans are found by any column of their workflow", async () => {
  const found = async (filters: string) => {
    const { response, error } = await call("ListLaunchPlans", { id, limit: 10, filters });
    const { launch_plans: plans = [] } = (response ?? {}) as { launch_plans?: { id: { name: string } }[] };
    return error?.message ?? plans.map((each) => each.id.name);
  };
  assert.equal(await found("eq(workflow.name,wf)+eq(workflow.version,v1)"), ["wf"]);
  assert.equal(await found("ne(workflow.short_description,x)+gt(workflow.created_at,2001-01-01)"), ["wf"]);
  assert.equal(await found("gt(workflow.updated_at,2201-01-01)"), []);
  assert.equal(await found("eq(workflow.remote_closure_identifier,x)"), []);
  assert.is(await found("eq(workflow.type,x)"), "'w.type' is invalid filter");
  assert.is(await found("eq(task.name,x)"), "'t' entity is not allowed in filters");
});

lists("filters are judged before the sort key, and that before the token", async () => {
  const query = { id, limit: 1, sort_by: { key: "nope" }, token: "x" };
  const text = async (request: JsonObject) => (await call("ListTasks", request)).error?.message;
  assert.match((await text({ ...query, filters: "eq(nope,x)" })) ?? "", /invalid filter/);
  assert.is(await text(query), "invalid sort key 'nope'");
  assert.is(
    await text({ ...query, sort_by: { key: "name", direction: 5 } }),
    'invalid sort order specified: key:"name" direction:5',
  );
  assert.is(await text({ id, limit: 1, token: "x" }), "invalid pagination token x for ListTasks");
});

lists("a full page has a token, and the page behind the last one is empty", async () => {
  const page = async (token: string) => (await call("ListTasks", { id, limit: 3, token })).response as JsonObject;
  assert.is((await page("")).token, "3");
  assert.equal(await page("3"), {});
  assert.equal(await page("+3"), {});
});

lists.run();
