import { suite } from "uvu";
import * as assert from "uvu/assert";
import { interfaceOf } from "../../../../lib/client/index.js";
import { SimpleType } from "../../../../lib/idl/gen/flyteidl/core/types_pb.js";
import { rejects } from "../../../support/expect.js";
import { fakeBackend, status } from "../../../support/fake-admin.js";

const looking = suite("lib/client/entity/interface-of");

const simple = (type: SimpleType) => ({ type: { type: { case: "simple" as const, value: type } }, description: "" });
const id = (name: string, version: string) => ({ project: "flytesnacks", domain: "development", name, version });
const plan = (version: string) => ({
  id: id("a.train", version),
  closure: {
    expectedInputs: {
      parameters: {
        seed: { var: simple(SimpleType.INTEGER), behavior: { case: "required" as const, value: true } },
        ratio: {
          var: simple(SimpleType.FLOAT),
          behavior: {
            case: "default" as const,
            value: {
              value: {
                case: "scalar" as const,
                value: {
                  value: { case: "primitive" as const, value: { value: { case: "floatValue" as const, value: 0.5 } } },
                },
              },
            },
          },
        },
      },
    },
    expectedOutputs: { variables: { accuracy: simple(SimpleType.FLOAT) } },
  },
});
const places = {
  listProjects: () => ({ projects: [{ id: "flytesnacks", domains: [{ id: "development" }, { id: "staging" }] }] }),
};
const empty = {
  ...places,
  listLaunchPlans: () => ({}),
  listLaunchPlanIds: () => ({
    entities: ["a.train", "b.other", ".flytegen.a.trian"].map((name) => ({ name })),
  }),
};
const expected = {
  inputs: { seed: { type: { kind: "int" } }, ratio: { type: { kind: "float" } } },
  outputs: { accuracy: { type: { kind: "float" } } },
};

looking("a launch plan without a version is the one registered last", async () => {
  const backend = fakeBackend({
    listLaunchPlans: ({ id, limit, sortBy }) => {
      assert.equal([id?.name, limit, sortBy?.key, sortBy?.direction], ["a.train", 1, "created_at", 0]);
      return { launchPlans: [plan("v2")] };
    },
  });
  const found = await interfaceOf(backend, "launchPlan", { name: "a.train" });
  assert.equal(found.ref, id("a.train", "v2"));
  assert.equal(found.interface, expected);
  assert.equal(found.required, ["seed"]);
});

looking("a launch plan of a version is asked for by it", async () => {
  const backend = fakeBackend({ getLaunchPlan: (request) => plan(request.id!.version) });
  const found = await interfaceOf(backend, "launchPlan", { name: "a.train", version: "v1" });
  assert.is(found.ref.version, "v1");
});

looking("a workflow is what the launch plan of its name and version is", async () => {
  const backend = fakeBackend({
    listWorkflows: () => ({ workflows: [{ id: id("a.train", "v3") }] }),
    getLaunchPlan: (request) => plan(request.id!.version),
  });
  const found = await interfaceOf(backend, "workflow", { name: "a.train" });
  assert.is(found.ref.version, "v3");
  assert.equal(found.interface, expected);
});

looking("a task needs every input", async () => {
  const declared = { inputs: { variables: { n: simple(SimpleType.INTEGER) } } };
  const backend = fakeBackend({
    getTask: (request) => ({ id: request.id!, closure: { compiledTask: { template: { interface: declared } } } }),
  });
  const found = await interfaceOf(backend, "task", { name: "t", version: "1", project: "p" });
  assert.equal(found.required, ["n"]);
  assert.equal(found.ref, { project: "p", domain: "development", name: "t", version: "1" });
});

looking("an unknown name tells of those near it", async () => {
  const error = await rejects(
    interfaceOf(fakeBackend(empty), "launchPlan", { name: "a.trian" }),
    "BACKEND_ENTITY_UNKNOWN",
  );
  assert.match(error.message, "fake has no launch plan a.trian in flytesnacks/development; near it: a.train");
  assert.not.match(error.message, "flytegen");
});

looking("an unknown version tells of the others", async () => {
  const backend = fakeBackend({
    ...empty,
    getLaunchPlan: () => {
      throw status("NotFound", "missing entity");
    },
    listLaunchPlans: () => ({ launchPlans: [plan("v2"), plan("v1")] }),
  });
  const asked = interfaceOf(backend, "launchPlan", { name: "a.train", version: "v9" });
  const error = await rejects(asked, "BACKEND_ENTITY_UNKNOWN");
  assert.match(error.message, "launch plan a.train version v9");
  assert.match(error.message, "its versions: v2, v1");
});

looking("a wrong project or domain is named, with those that are there", async () => {
  const ask = (ref: object) => interfaceOf(fakeBackend(empty), "launchPlan", { name: "x", ...ref });
  assert.match((await rejects(ask({ project: "nope" }), "BACKEND_PLACE_UNKNOWN")).message, 'no project "nope"');
  const error = await rejects(ask({ domain: "prod" }), "BACKEND_PLACE_UNKNOWN");
  assert.match(error.message, 'no domain "prod"; it has development, staging');
});

looking("a backend that lists nothing still says what it does not have", async () => {
  const backend = fakeBackend({ listTasks: () => ({}) });
  const error = await rejects(interfaceOf(backend, "task", { name: "t" }), "BACKEND_ENTITY_UNKNOWN");
  assert.match(error.hint!, "Register it first");
});

looking.run();
