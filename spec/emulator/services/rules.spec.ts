import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { JsonObject } from "../../../lib/types/index.js";
import { callRpc } from "../../conformance/grpc.js";
import * as ask from "../../support/flyte-requests.js";
import { openPlane } from "../../support/plane.js";

const rules = suite("emulator/services/rules");

const int = { simple: "INTEGER" };
const at = "2024-01-02T03:04:05Z";
const { transport } = openPlane(1);
const call = (rpc: string, request: JsonObject) => callRpc(transport, rpc, request);
const node = (phase: string, change: JsonObject = {}) => ({
  event: {
    id: { node_id: "n0", execution_id: ask.run("going") },
    phase,
    occurred_at: at,
    spec_node_id: "n0",
    ...change,
  },
});
const attempt = (phase: string, change: JsonObject = {}) => ({
  event: {
    task_id: ask.ident("TASK", "t"),
    parent_node_execution_id: { node_id: "n0", execution_id: ask.run("going") },
    phase,
    occurred_at: at,
    ...change,
  },
});
const noted = (phase: string, change: JsonObject = {}) => ({
  event: { execution_id: ask.run("going"), phase, occurred_at: at, ...change },
});

const setup: readonly (readonly [string, JsonObject])[] = [
  ["CreateTask", ask.task("t", { a: int }, { o0: int })],
  ["CreateWorkflow", ask.workflow("wf", [ask.node("n0", "t", { a: ask.promise("", "a") })], { a: int })],
  ["CreateLaunchPlan", ask.plan("wf")],
  ["CreateExecution", ask.start("going", "wf", {}, { a: ask.whole(1) })],
  ["CreateWorkflowEvent", noted("RUNNING")],
  ["CreateNodeEvent", node("RUNNING")],
  ["CreateTaskEvent", attempt("RUNNING", { phase_version: 2 })],
];
for (const [rpc, request] of setup) assert.equal((await call(rpc, request)).error, undefined, rpc);

type Row = readonly [what: string, rpc: string, request: JsonObject, code: string, text: RegExp];

const inputsOf = (value: JsonObject) => ask.start("other", "wf", {}, value);
const table: readonly Row[] = [
  ["a run without spec", "CreateExecution", ask.run("x"), "INVALID_ARGUMENT", /^missing spec$/],
  [
    "a name is judged before the spec",
    "CreateExecution",
    ask.run("9x"),
    "INVALID_ARGUMENT",
    /^invalid name format: 9x/,
  ],
  [
    "a place is judged before the spec",
    "CreateExecution",
    { ...ask.run("x"), domain: "d" },
    "INVALID_ARGUMENT",
    /unrecognized/,
  ],
  ["a missing input", "CreateExecution", inputsOf({}), "INVALID_ARGUMENT", /^expected_inputs a missing$/],
  [
    "an unknown input",
    "CreateExecution",
    inputsOf({ a: ask.whole(1), b: ask.whole(1) }),
    "INVALID_ARGUMENT",
    /^invalid input b$/,
  ],
  [
    "a value without a value",
    "CreateExecution",
    inputsOf({ a: {} }),
    "INVALID_ARGUMENT",
    /^missing valid literal in inputs a$/,
  ],
  [
    "a taken name",
    "CreateExecution",
    ask.start("going", "wf", {}, { a: ask.whole(1) }),
    "ALREADY_EXISTS",
    /executions_pkey/,
  ],
  [
    "a repeated tag",
    "CreateExecution",
    ask.start("tagged", "wf", { tags: ["x", "x"] }, { a: ask.whole(1) }),
    "ALREADY_EXISTS",
    /execution_tags_pkey/,
  ],
  [
    "an unknown parent",
    "CreateExecution",
    ask.start(
      "child",
      "wf",
      { metadata: { parent_node_execution: { node_id: "n9", execution_id: ask.run("going") } } },
      { a: ask.whole(1) },
    ),
    "NOT_FOUND",
    /node execution/,
  ],
  [
    "a task's run on an unknown cluster",
    "CreateExecution",
    {
      ...ask.run("x"),
      spec: { launch_plan: ask.ident("TASK", "t"), execution_cluster_label: { value: "gpu" } },
      inputs: { literals: { a: ask.whole(1) } },
    },
    "INTERNAL",
    /label gpu is not supported$/,
  ],
  [
    "a plan of an unknown workflow",
    "CreateLaunchPlan",
    ask.plan("none"),
    "NOT_FOUND",
    /^missing entity of type WORKFLOW/,
  ],
  [
    "labels before inputs",
    "CreateLaunchPlan",
    ask.plan("wf", { labels: { values: { "a b": "c" } }, fixed_inputs: { literals: { z: ask.whole(1) } } }, "v2"),
    "INVALID_ARGUMENT",
    /^invalid label key \[a b\]/,
  ],
  [
    "a schedule over a required input",
    "CreateLaunchPlan",
    ask.plan("wf", { entity_metadata: { schedule: { cron_schedule: { schedule: "@daily" } } } }, "v2"),
    "INVALID_ARGUMENT",
    /unbound required input. \[a\] is required$/,
  ],
  [
    "a bad cron expression",
    "CreateLaunchPlan",
    ask.plan(
      "wf",
      {
        fixed_inputs: { literals: { a: ask.whole(1) } },
        entity_metadata: { schedule: { cron_schedule: { schedule: "* *" } } },
      },
      "v2",
    ),
    "INVALID_ARGUMENT",
    /^Invalid cron expression: expected exactly 5 fields, found 2/,
  ],
  [
    "a notification to nobody",
    "CreateLaunchPlan",
    ask.plan("wf", { entity_metadata: { notifications: [{ email: { recipients_email: [""] } }] } }, "v2"),
    "INVALID_ARGUMENT",
    /^missing recipient$/,
  ],
  [
    "an unknown state of a plan",
    "UpdateLaunchPlan",
    { id: ask.ident("LAUNCH_PLAN", "wf"), state: 7 },
    "INVALID_ARGUMENT",
    /^Unrecognized launch plan state 7/,
  ],
  [
    "a plan's id of another type",
    "GetLaunchPlan",
    { id: ask.ident("TASK", "wf") },
    "INVALID_ARGUMENT",
    /expected launch_plan instead$/,
  ],
  ["a node's phase again", "CreateNodeEvent", node("RUNNING"), "ALREADY_EXISTS", /already recorded RUNNING/],
  [
    "a node's child that is unknown",
    "CreateNodeEvent",
    node("SUCCEEDED", { workflow_node_metadata: { execution_id: ask.run("none") } }),
    "NOT_FOUND",
    /type execution/,
  ],
  [
    "a node of an unknown cluster",
    "CreateNodeEvent",
    node("SUCCEEDED", { producer_id: "elsewhere" }),
    "FAILED_PRECONDITION",
    /does not match existing/,
  ],
  [
    "a node's event without its moment",
    "CreateNodeEvent",
    { event: { id: { node_id: "n1", execution_id: ask.run("going") }, phase: "QUEUED" } },
    "INTERNAL",
    /^failed to read event timestamp/,
  ],
  [
    "an attempt's version again",
    "CreateTaskEvent",
    attempt("RUNNING", { phase_version: 2 }),
    "ALREADY_EXISTS",
    /RUNNING \(version: 2\)/,
  ],
  [
    "an attempt of a node that is unknown",
    "CreateTaskEvent",
    attempt("RUNNING", { parent_node_execution_id: { node_id: "n9", execution_id: ask.run("going") } }),
    "NOT_FOUND",
    /^Failed to get existing node execution/,
  ],
  [
    "an attempt of something else than a task",
    "CreateTaskEvent",
    attempt("FAILED", { task_id: ask.ident("WORKFLOW", "t") }),
    "INVALID_ARGUMENT",
    /expected task instead$/,
  ],
  [
    "a run's way back",
    "CreateWorkflowEvent",
    noted("QUEUED"),
    "FAILED_PRECONDITION",
    /^Cannot go from RUNNING to QUEUED/,
  ],
  [
    "attributes of an unknown project",
    "UpdateProjectAttributes",
    { attributes: { project: "none" } },
    "INVALID_ARGUMENT",
    /is registered, err/,
  ],
  [
    "attributes of an unknown domain",
    "GetProjectDomainAttributes",
    { project: "flytesnacks", domain: "none" },
    "INVALID_ARGUMENT",
    /unrecognized by system$/,
  ],
  [
    "attributes of no workflow",
    "GetWorkflowAttributes",
    { project: "flytesnacks", domain: "development" },
    "INVALID_ARGUMENT",
    /^missing name$/,
  ],
  [
    "attributes of no kind",
    "UpdateWorkflowAttributes",
    { attributes: { project: "flytesnacks", domain: "development", workflow: "w", matching_attributes: {} } },
    "INVALID_ARGUMENT",
    /for request flytesnacks-development-w$/,
  ],
  [
    "a named entity of a data set",
    "UpdateNamedEntity",
    { resource_type: "DATASET", id: ask.run("t"), metadata: { state: "NAMED_ENTITY_ARCHIVED" } },
    "INVALID_ARGUMENT",
    /^Resource \[DATASET\] cannot have its state updated$/,
  ],
  [
    "an address that holds too long",
    "CreateDownloadLocation",
    { native_url: "memory://data/x", expires_in: "3600.5s" },
    "INVALID_ARGUMENT",
    /\[1h0m0.5s\] cannot exceed max allowed expiration \[1h0m0s\]$/,
  ],
  [
    "an address that holds no time",
    "CreateDownloadLocation",
    { native_url: "memory://data/x", expires_in: "0s" },
    "INTERNAL",
    /duration greater than 0$/,
  ],
  [
    "an upload out of its project",
    "CreateUploadLocation",
    { project: "flytesnacks", domain: "development", filename: "x", filename_root: "../../other" },
    "INVALID_ARGUMENT",
    /does not lie in the folder/,
  ],
  [
    "data of an attempt that was not",
    "GetData",
    { flyte_url: "flyte://v1/flytesnacks/development/going/n0/3/i" },
    "INVALID_ARGUMENT",
    /^no task executions were listed/,
  ],
  [
    "a signal that nobody waits for",
    "SetSignal",
    { id: { signal_id: "s", execution_id: ask.run("going") }, value: ask.whole(1) },
    "INVALID_ARGUMENT",
    /signal does not exist/,
  ],
  ["children of no attempt", "ListNodeExecutionsForTask", { limit: 1 }, "INVALID_ARGUMENT", /^missing id$/],
  [
    "metrics of a run that was not",
    "GetExecutionMetrics",
    { id: ask.run("none"), depth: 1 },
    "NOT_FOUND",
    /type execution/,
  ],
  ["who asks", "UserInfo", {}, "UNIMPLEMENTED", /^unknown service flyteidl.service.IdentityService$/],
];

for (const [what, rpc, { name: _, ...request }, code, text] of table.map(withRequest)) {
  rules(`${rpc}, ${what}: ${code}`, async () => {
    const { error } = await call(rpc, request.given as JsonObject);
    assert.is(error?.code, code, error?.message);
    assert.match(error?.message ?? "", text);
  });
}

rules("outputs and decks of a node come with phases that end it", async () => {
  await call(
    "CreateNodeEvent",
    node("QUEUED", { id: { node_id: "n2", execution_id: ask.run("going") }, output_uri: "early" }),
  );
  const id = { node_id: "n2", execution_id: ask.run("going") };
  const early = await call("GetNodeExecution", { id });
  assert.not.match(JSON.stringify(early.response), /early/);
  await call("CreateNodeEvent", node("SUCCEEDED", { id, output_uri: "late", deck_uri: "deck" }));
  const late = await call("GetNodeExecution", { id });
  assert.match(
    JSON.stringify(late.response),
    /"output_uri":"late".*"deck_uri":"deck"|"deck_uri":"deck".*"output_uri":"late"/,
  );
});

rules("a waiting run takes the cluster that its executor names", async () => {
  await call("CreateExecution", ask.start("waiting", "wf", {}, { a: ask.whole(1) }));
  const event = { execution_id: ask.run("waiting"), occurred_at: at, producer_id: "east" };
  assert.equal((await call("CreateWorkflowEvent", { event: { ...event, phase: "QUEUED" } })).error, undefined);
  assert.equal((await call("CreateWorkflowEvent", { event: { ...event, phase: "RUNNING" } })).error, undefined);
  const { response } = await call("GetExecution", { id: ask.run("waiting") });
  assert.match(JSON.stringify(response), /"execution_cluster":"east"/);
});

rules.run();

function withRequest([what, rpc, request, code, text]: Row) {
  return [what, rpc, { name: what, given: request }, code, text] as const;
}
