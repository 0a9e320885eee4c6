import type { ServiceImpl } from "@connectrpc/connect";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { fileAccess } from "../../../../dsl/run/file-access.js";
import { flyteRunner } from "../../../../dsl/run/index.js";
import { memoryBlobs } from "../../../../lib/blobs/index.js";
import type { Timer } from "../../../../lib/client/index.js";
import type { Task } from "../../../../lib/dag/index.js";
import { TaskError } from "../../../../lib/errors/index.js";
import type { ExecutionCreateRequest } from "../../../../lib/idl/gen/flyteidl/admin/execution_pb.js";
import { WorkflowExecution_Phase as Phase } from "../../../../lib/idl/gen/flyteidl/core/execution_pb.js";
import type { AdminService } from "../../../../lib/idl/gen/flyteidl/service/admin_pb.js";
import { encodeLiterals, encodeParameters, encodeVariables } from "../../../../lib/idl/index.js";
import type { FlowType, Interface, JsonObject } from "../../../../lib/types/index.js";
import { rejects } from "../../../support/expect.js";
import { fakeBackend, status } from "../../../support/fake-admin.js";
import { fakeAttempt } from "../../../support/fake-attempt.js";
import { skippingClock } from "../../../support/skipping-clock.js";

const running = suite("dsl/run/remote/flyte-runner");

const io: Interface = {
  inputs: { seed: { type: { kind: "int" } } },
  outputs: { accuracy: { type: { kind: "float" } } },
};
const inputs = { seed: { kind: "int", value: "5" } } as const;
const outputs = { accuracy: { kind: "float", value: 0.75 } } as const;
const execution = { kind: "string", value: "theirs" } as const;

running("a step starts its launch plan, tells where, and gives its outputs", async () => {
  const { runner, started } = flyte([Phase.QUEUED, Phase.RUNNING, Phase.SUCCEEDED]);
  const attempt = fakeAttempt();
  assert.equal(await runner.run(step(), inputs, attempt), { outputs });
  assert.equal(
    started.map(({ name, spec }) => [name, spec?.launchPlan?.name, spec?.launchPlan?.version]),
    [["run-1-n0-0", "train", "v7"]],
  );
  assert.is(attempt.reported[0]!.claims, "flytesnacks/development/run-1-n0-0");
  assert.is(attempt.reported[1]!.externalId, "flytesnacks/development/run-1-n0-0");
  assert.match(attempt.reported[1]!.logs![0]!.uri, "http://flyte/console/projects/flytesnacks");
});

running("an element of a mapped step is what its class says, where the task declares lists", async () => {
  const { runner, started } = flyte([Phase.SUCCEEDED]);
  const list = (type: FlowType) => ({ type: { kind: "list", element: type } }) as const;
  const mapped = { inputs: { seed: list({ kind: "int" }) }, outputs: { accuracy: list({ kind: "float" }) } };
  const whole = { seed: { kind: "list", items: [inputs.seed] } } as const;
  const element = { node: "n0", index: 3, size: 4, inputs: whole };
  assert.equal(await runner.run(step({}, mapped), inputs, fakeAttempt({ element })), { outputs });
  assert.equal(
    started.map(({ name }) => name),
    ["run-1-n0-3-0"],
  );
});

running("a step that does not wait gives the execution's name", async () => {
  const outputs = Object.fromEntries(
    ["execution_name", "project", "domain"].map((name) => [name, { type: { kind: "string" } }]),
  );
  const { runner } = flyte([Phase.RUNNING]);
  const task = step({ wait: false, executionName: "mine" }, { ...io, outputs } as Interface);
  const outcome = await runner.run(task, inputs, fakeAttempt());
  assert.equal(
    Object.values(outcome.outputs).map((literal) => (literal as { value: unknown }).value),
    ["mine", "flytesnacks", "development"],
  );
});

running("a second attempt and another element have names of their own", async () => {
  const { runner, started } = flyte([Phase.SUCCEEDED, Phase.SUCCEEDED]);
  await runner.run(step(), inputs, fakeAttempt({ attempt: 1 }));
  await runner.run(
    step({ executionName: "mine" }),
    inputs,
    fakeAttempt({ element: { node: "n0", index: 3, size: 4, inputs } }),
  );
  assert.equal(
    started.map(({ name }) => name),
    ["run-1-n0-1", "mine-3"],
  );
});

running("an execution that contact was lost with is found again by the next attempt", async () => {
  let isGone = true;
  const { clock } = skippingClock();
  const onStart = () => {
    if (isGone) throw status("Unavailable", "gone");
  };
  const { runner, started } = flyte([Phase.SUCCEEDED], { onStart, clock });
  const lost = fakeAttempt();
  const error = {
    ...(await rejects(runner.run(step(), inputs, lost), "BACKEND_UNREACHABLE")),
    code: "BACKEND_UNREACHABLE",
    message: "gone",
    kind: "SYSTEM",
  } as const;
  isGone = false;
  const outside = { id: lost.reported.at(-1)!.claims!, since: 0, error };
  assert.equal(await runner.run(step(), inputs, fakeAttempt({ attempt: 1, outside })), { outputs });
  assert.equal([...new Set(started.map(({ name }) => name))], ["run-1-n0-0"]);
});

running("nothing is started when the interfaces differ", async () => {
  const { runner, started } = flyte([]);
  const task = step({}, { ...io, outputs: { f1: { type: { kind: "float" } } } });
  const error = await rejects(runner.run(task, inputs, fakeAttempt()), "STEP_REMOTE_INTERFACE_DIFFERS");
  assert.match(error.message, "Flow.train does not fit train on Flyte: it gives no output f1, but accuracy");
  assert.equal(started, []);
});

running("a remote failure is thrown as the task's error", async () => {
  const { runner } = flyte([Phase.RUNNING, Phase.FAILED]);
  const error = await rejects(runner.run(step(), inputs, fakeAttempt()), "EXECUTION_FAILED");
  assert.instance(error, TaskError);
  assert.match(error.message, "boom");
});

running("an abort terminates the execution with its cause, and waits for its end", async () => {
  const { runner, causes, phases } = flyte([]);
  const controller = new AbortController();
  const attempt = fakeAttempt({
    signal: controller.signal,
    report: ({ externalId }) => {
      if (externalId === undefined) return;
      phases.push(Phase.RUNNING, Phase.ABORTING, Phase.ABORTED);
      controller.abort(new Error("too dear"));
    },
  });
  const failure = await runner.run(step(), inputs, attempt).catch((error: unknown) => error);
  assert.is((failure as Error).message, "too dear");
  assert.equal(causes, ["run-1-n0-0: too dear"]);
});

running("an abort while it starts ends what was started", async () => {
  const controller = new AbortController();
  const { runner, causes } = flyte([Phase.ABORTED], { onStart: () => controller.abort("now") });
  await runner.run(step(), inputs, fakeAttempt({ signal: controller.signal })).catch(() => {});
  assert.equal(causes, ["run-1-n0-0: now"]);
});

running("local files that a step is given are sent to the backend's store", async () => {
  const { runner, started, own, blobs } = flyte([Phase.SUCCEEDED], { takes: { table: { type: blob } } });
  const uri = own.join("", "t", "a.csv");
  await own.write(uri, Buffer.from("a,b"));
  const table = { ...blob, kind: "blob", uri } as const;
  await runner.run(step({}, { ...io, inputs: { table: { type: blob } } }), { table }, fakeAttempt());
  const sent = started[0]!.inputs!.literals.table!.value.value as unknown as { value: { value: { uri: string } } };
  assert.is.not(sent.value.value.uri, uri);
  assert.is(Buffer.from(await blobs.read(sent.value.value.uri)).toString(), "a,b");
});

running("a sensor gives the outputs of the execution it waits for", async () => {
  const { runner, started } = flyte([Phase.RUNNING, Phase.SUCCEEDED]);
  const outcome = await runner.run(sensor(), { execution_name: execution }, fakeAttempt());
  assert.equal(outcome, { outputs });
  assert.equal(started, []);
});

running("a sensor that fails softly skips", async () => {
  const { runner } = flyte([Phase.FAILED]);
  const outcome = await runner.run(sensor({ softFail: true }), { execution_name: execution }, fakeAttempt());
  assert.equal(outcome, { outputs: {}, skipped: true });
  const { runner: hard } = flyte([Phase.FAILED]);
  await rejects(hard.run(sensor(), { execution_name: execution }, fakeAttempt()), "EXECUTION_FAILED");
});

running("a sensor that fails softly skips when its time is over", async () => {
  const { runner } = flyte([Phase.RUNNING]);
  const task = { ...sensor({ softFail: true }), timeout: "0.05s" };
  assert.ok((await runner.run(task, { execution_name: execution }, fakeAttempt())).skipped);
});

running("a sensor leaves somebody else's execution running when it is aborted, and ends that of its run", async () => {
  const { runner, causes, phases } = flyte([Phase.RUNNING]);
  const aborted = (cause: string) => {
    const controller = new AbortController();
    return fakeAttempt({ signal: controller.signal, report: () => controller.abort(cause) });
  };
  await runner.run(sensor(), { execution_name: execution }, aborted("a")).catch(() => {});
  assert.equal(causes, []);
  await runner.run(step({ wait: false, executionName: "theirs" }), inputs, fakeAttempt());
  phases.push(Phase.ABORTED);
  await runner.run(sensor(), { execution_name: execution }, aborted("b")).catch(() => {});
  assert.equal(causes, ["theirs: b"]);
});

running("executions that nobody waits for end with the run", async () => {
  const { runner, causes, phases } = flyte([]);
  await runner.run(step({ wait: false }), inputs, fakeAttempt());
  phases.push(Phase.ABORTED);
  await runner.abandonAll("stop");
  await runner.abandonAll("stop");
  assert.equal(causes, ["run-1-n0-0: stop"]);
});

running.run();

const blob = { kind: "blob", format: "csv", dimensionality: "single" } as const;

function step(settings: JsonObject = {}, of: Interface = io): Task {
  const custom = { entity: "launchPlan", name: "train", wait: true, ...settings };
  return { ref: { name: "train" }, type: "flyte_step", interface: of, custom };
}

function sensor(settings: JsonObject = {}): Task {
  const declared = { inputs: { execution_name: { type: { kind: "string" } } }, outputs: io.outputs } as const;
  const custom = { pokeInterval: "1s", softFail: false, ...settings };
  return { ref: { name: "sensor" }, type: "flyte_sensor", interface: declared, custom };
}

interface Fake {
  readonly clock?: Timer;
  onStart?(): void;
  readonly takes?: Interface["inputs"];
}

/** A Flyte that has one launch plan, whose executions go through the phases; the last one stays. */
function flyte(phases: Phase[], { onStart, clock, takes = io.inputs }: Fake = {}) {
  const started: ExecutionCreateRequest[] = [];
  const causes: string[] = [];
  const failed = { case: "error" as const, value: { code: "USER:Boom", message: "boom" } };
  const admin: Partial<ServiceImpl<typeof AdminService>> = {
    listLaunchPlans: ({ id }) => ({
      launchPlans: [
        {
          id: { project: id!.project, domain: id!.domain, name: id!.name, version: "v7" },
          closure: {
            expectedInputs: encodeParameters({ ...mapped(takes) }),
            expectedOutputs: encodeVariables(io.outputs),
          },
        },
      ],
    }),
    createExecution(request) {
      started.push(request);
      onStart?.();
      return { id: { project: request.project, domain: request.domain, name: request.name } };
    },
    getExecution() {
      const phase = (phases.length > 1 ? phases.shift() : phases[0])!;
      return { closure: { phase, ...(phase === Phase.FAILED ? { outputResult: failed } : {}) } };
    },
    getExecutionData: () => ({ fullOutputs: encodeLiterals(outputs) }),
    terminateExecution({ id, cause }) {
      if (causes.length > 8) throw status("Internal", "again and again");
      causes.push(`${id!.name}: ${cause}`);
      return {};
    },
  };
  const own = memoryBlobs();
  const blobs = memoryBlobs();
  const backend = { ...fakeBackend(admin), blobs };
  const files = fileAccess({ own, others: () => [] })("uploads");
  const runner = flyteRunner({ backendOf: () => backend, files, ...(clock === undefined ? {} : { clock }) });
  return { runner, started, causes, phases, own, blobs };
}

function mapped(variables: Interface["inputs"]) {
  return Object.fromEntries(Object.entries(variables).map(([name, variable]) => [name, { variable, required: true }]));
}
