import { create } from "@bufbuild/protobuf";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Launch, launch } from "../../../../lib/client/index.js";
import {
  type ExecutionCreateRequest,
  type ExecutionSpec,
  ExecutionSpecSchema,
} from "../../../../lib/idl/gen/flyteidl/admin/execution_pb.js";
import { ResourceType } from "../../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { rejects } from "../../../support/expect.js";
import { fakeBackend, status } from "../../../support/fake-admin.js";

const launching = suite("lib/client/execution/launch");

const seed = { kind: "int", value: "5" } as const;
const train: Launch = { kind: "launchPlan", ref: { name: "train", version: "v1" }, inputs: { seed }, name: "run-1" };

launching("a start says what, where and with which inputs", async () => {
  const { backend, sent } = recorder();
  assert.equal(await launch(backend, train), { project: "flytesnacks", domain: "development", name: "run-1" });
  const { project, domain, name, spec, inputs } = sent[0]!;
  assert.equal([project, domain, name], ["flytesnacks", "development", "run-1"]);
  assert.is(spec!.launchPlan!.resourceType, ResourceType.LAUNCH_PLAN);
  assert.equal([spec!.launchPlan!.name, spec!.launchPlan!.version], ["train", "v1"]);
  assert.equal(Object.keys(inputs!.literals), ["seed"]);
});

launching("a task is started as a task, a workflow by its launch plan", async () => {
  const { backend, sent } = recorder();
  await launch(backend, { ...train, kind: "task" });
  await launch(backend, { ...train, kind: "workflow" });
  const types = sent.map(({ spec }) => spec!.launchPlan!.resourceType);
  assert.equal(types, [ResourceType.TASK, ResourceType.LAUNCH_PLAN]);
});

launching("every setting reaches the spec", async () => {
  const { backend, sent } = recorder();
  await launch(backend, {
    ...train,
    settings: {
      maxParallelism: 3,
      rawOutputPrefix: "s3://b/p",
      serviceAccount: "sa",
      iamRole: "role",
      oauth2Client: { clientId: "id", secret: { key: "k", group: "g" } },
      labels: { team: "ml" },
      annotations: { note: "n" },
      secrets: [{ key: "k", group: "g", groupVersion: "1", mount: "file" }],
      notifications: [{ phases: ["FAILED"], slack: ["a@b"], email: ["c@d"] }],
      interruptible: false,
      overwriteCache: true,
      env: { A: "1" },
      tags: ["t"],
    },
  });
  const spec = sent[0]!.spec!;
  assert.is(spec.maxParallelism, 3);
  assert.is(spec.rawOutputDataConfig!.outputLocationPrefix, "s3://b/p");
  assert.is(spec.securityContext!.runAs!.k8sServiceAccount, "sa");
  assert.is(spec.securityContext!.runAs!.iamRole, "role");
  assert.is(spec.securityContext!.runAs!.oauth2Client!.clientSecret!.key, "k");
  assert.is(spec.securityContext!.secrets[0]!.groupVersion, "1");
  assert.equal(spec.labels!.values, { team: "ml" });
  assert.is(spec.annotations!.values.note, "n");
  assert.is(spec.notificationOverrides.case, "notifications");
  const told = spec.notificationOverrides.value as { notifications: { type: { case?: string } }[] };
  assert.equal(
    told.notifications.map(({ type }) => type.case),
    ["email", "slack"],
  );
  assert.equal([spec.interruptible, spec.overwriteCache, spec.tags], [false, true, ["t"]]);
  assert.equal([spec.envs!.values[0]!.key, spec.envs!.values[0]!.value], ["A", "1"]);
  await launch(backend, { ...train, settings: { disableNotifications: true } });
  assert.equal(sent[1]!.spec!.notificationOverrides, { case: "disableAll", value: true });
});

launching("a name that is taken by the same execution is success", async () => {
  const { backend } = taken((spec) => {
    // What Flyte adds to a spec on its own.
    spec.maxParallelism = 25;
    spec.metadata!.principal = "";
    spec.securityContext = create(ExecutionSpecSchema, { securityContext: { runAs: {} } }).securityContext!;
  });
  assert.is((await launch(backend, train)).name, "run-1");
  assert.is((await launch(backend, train)).name, "run-1");
});

for (const [what, change] of [
  ["entity", { ref: { name: "train", version: "v2" } }],
  ["annotations or inputs", { inputs: { seed: { kind: "int", value: "6" } } }],
  ["labels", { settings: { labels: { a: "b" } } }],
  ["max parallelism", { settings: { maxParallelism: 2 } }],
  ["raw output prefix", { settings: { rawOutputPrefix: "s3://x" } }],
  ["security context", { settings: { serviceAccount: "other" } }],
  ["disabled notifications", { settings: { disableNotifications: true } }],
  ["notifications", { settings: { notifications: [{ phases: ["FAILED"], email: ["x"] }] } }],
  ["interruptible", { settings: { interruptible: true } }],
  ["overwrite cache", { settings: { overwriteCache: true } }],
  ["env", { settings: { env: { A: "1" } } }],
  ["tags", { settings: { tags: ["t"] } }],
] as const)
  launching(`a name that is taken by one with other ${what} is refused`, async () => {
    const { backend } = taken();
    await launch(backend, train);
    const error = await rejects(launch(backend, { ...train, ...change }), "BACKEND_EXECUTION_DIFFERS");
    assert.match(error.message, `it differs in ${what}`);
  });

launching("a start whose answer was lost is repeated under its name", async () => {
  let calls = 0;
  const backend = fakeBackend({
    createExecution: ({ project, domain, name }) => {
      calls += 1;
      if (calls === 1) throw status("Unavailable", "connection lost");
      return { id: { project, domain, name } };
    },
  });
  await launch(backend, train);
  assert.is(calls, 2);
  calls = 0;
  const { name: _, ...unnamed } = train;
  await rejects(launch(backend, unnamed), "BACKEND_UNREACHABLE");
  assert.is(calls, 1);
});

launching("inputs that Flyte does not take are told in its words", async () => {
  const backend = fakeBackend({
    createExecution: () => {
      throw status("InvalidArgument", "expected_inputs ratio missing");
    },
  });
  assert.match((await rejects(launch(backend, train), "BACKEND_REFUSED")).message, "expected_inputs ratio missing");
});

launching("a launch plan that is not there is unknown", async () => {
  const backend = fakeBackend({
    createExecution: () => {
      throw status("NotFound", "missing entity");
    },
  });
  await rejects(launch(backend, train), "BACKEND_ENTITY_UNKNOWN");
});

launching.run();

function recorder() {
  const sent: ExecutionCreateRequest[] = [];
  const backend = fakeBackend({
    createExecution: (request) => {
      sent.push(request);
      return { id: { project: request.project, domain: request.domain, name: request.name || "made" } };
    },
  });
  return { backend, sent };
}

/** A backend that keeps the first start of each name, changed as Flyte might. */
function taken(change: (spec: ExecutionSpec) => void = () => {}) {
  const kept = new Map<string, ExecutionSpec>();
  const backend = fakeBackend({
    createExecution: ({ project, domain, name, spec }) => {
      if (kept.has(name)) throw status("AlreadyExists", "value with matching already exists");
      change(spec!);
      kept.set(name, spec!);
      return { id: { project, domain, name } };
    },
    getExecution: ({ id }) => ({ id: id!, spec: kept.get(id!.name)! }),
  });
  return { backend };
}
