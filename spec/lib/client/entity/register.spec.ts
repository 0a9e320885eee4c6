import { suite } from "uvu";
import * as assert from "uvu/assert";
import { register } from "../../../../lib/client/index.js";
import type { Dag } from "../../../../lib/dag/index.js";
import { rejects } from "../../../support/expect.js";
import { fakeBackend, status } from "../../../support/fake-admin.js";

const registering = suite("lib/client/entity/register");

const nothing = { inputs: {}, outputs: {} };
const container = { image: "i", command: [], args: [] };
const task = { ref: { name: "work" }, type: "flytepath", interface: nothing, container };
const dag: Dag = {
  ref: { name: "flow" },
  interface: nothing,
  nodes: [{ id: "work", target: { kind: "task", task: "work" }, inputs: {}, after: [] }],
  outputs: {},
  onFailure: "fail_immediately",
  tasks: { work: task },
  workflows: {},
  launchPlans: {},
  defaults: {},
};
const place = { project: "p", domain: "d", version: "1" };

registering("tasks come before the workflow, and that before its launch plan", async () => {
  const calls: string[] = [];
  const note = (what: string) => (request: { id?: { name: string; version: string } | undefined }) => {
    calls.push(`${what} ${request.id?.name} ${request.id?.version}`);
    return {};
  };
  const backend = fakeBackend({
    createTask: note("task"),
    createWorkflow: note("workflow"),
    createLaunchPlan: note("plan"),
  });
  await register(backend, dag, place);
  assert.equal(calls, ["task work 1", "workflow flow 1", "plan flow 1"]);
});

registering("what is there already is left as it is", async () => {
  const exists = () => {
    throw status("AlreadyExists", "identical task already exists");
  };
  await register(fakeBackend({ createTask: exists, createWorkflow: exists, createLaunchPlan: exists }), dag, place);
});

registering("other content under the same version is refused", async () => {
  const backend = fakeBackend({
    createTask: () => {
      throw status("InvalidArgument", "work task with different structure already exists. (Please …):\n/a:\n - b");
    },
  });
  const error = await rejects(register(backend, dag, place), "BACKEND_ENTITY_DIFFERS");
  assert.match(error.message, "task work version 1");
  assert.match(error.hint!, "another version");
});

registering("a project that is not there is named", async () => {
  const backend = fakeBackend({
    createTask: () => {
      throw status("InvalidArgument", "failed to validate that project [p] and domain [d] are registered");
    },
    listProjects: () => ({ projects: [{ id: "flytesnacks", domains: [] }] }),
  });
  await rejects(register(backend, dag, place), "BACKEND_PLACE_UNKNOWN");
});

registering("what Flyte does not accept is told in its words", async () => {
  const backend = fakeBackend({
    createTask: () => {
      throw status("InvalidArgument", "missing image");
    },
  });
  assert.match((await rejects(register(backend, dag, place), "BACKEND_REFUSED")).message, "missing image");
});

registering.run();
