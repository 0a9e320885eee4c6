import { create, toBinary } from "@bufbuild/protobuf";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { pollDelay } from "../../../../lib/client/execution/watch.js";
import { inputsOf, outputsOf, type RemotePhase, terminate, watch } from "../../../../lib/client/index.js";
import { WorkflowExecution_Phase as Phase } from "../../../../lib/idl/gen/flyteidl/core/execution_pb.js";
import { LiteralMapSchema } from "../../../../lib/idl/gen/flyteidl/core/literals_pb.js";
import { encodeLiterals } from "../../../../lib/idl/index.js";
import { rejects } from "../../../support/expect.js";
import { fakeBackend, status } from "../../../support/fake-admin.js";
import { skippingClock } from "../../../support/skipping-clock.js";
import { memoryOnly } from "../../../support/no-blobs.js";

const watching = suite("lib/client/execution/watch");

const id = { project: "p", domain: "d", name: "e" };
const outputs = { accuracy: { kind: "float", value: 0.75 } } as const;
const getExecutionData = () => ({ fullOutputs: encodeLiterals(outputs) });

watching("looks often at first, and once a second in the end", () => {
  assert.equal([0, 50, 1_000, 5_000, 10_000, 3_600_000].map(pollDelay), [10, 10, 100, 500, 1_000, 1_000]);
});

watching("tells each phase once, and the outputs at the end", async () => {
  const phases = [Phase.UNDEFINED, Phase.UNDEFINED, Phase.RUNNING, Phase.RUNNING, Phase.SUCCEEDING, Phase.SUCCEEDED];
  const backend = fakeBackend({ getExecution: () => ({ closure: { phase: phases.shift()! } }), getExecutionData });
  const seen: RemotePhase[] = [];
  const { clock } = skippingClock();
  const outcome = await watch(backend, id, { onChange: (phase) => seen.push(phase), clock });
  assert.equal(seen, [undefined, "RUNNING", "SUCCEEDING", "SUCCEEDED"]);
  assert.equal(outcome, { phase: "SUCCEEDED", outputs });
});

watching("bears with a backend that is gone for a while", async () => {
  let calls = 0;
  const backend = fakeBackend({
    getExecution: () => {
      calls += 1;
      if (calls > 1 && calls < 8) throw status("Unavailable", "restarting");
      return { closure: { phase: calls < 8 ? Phase.RUNNING : Phase.SUCCEEDED } };
    },
    getExecutionData,
  });
  assert.is((await watch(backend, id, { clock: skippingClock().clock })).phase, "SUCCEEDED");
});

watching("gives up when it stays away", async () => {
  const backend = fakeBackend({
    getExecution: () => {
      throw status("Unavailable", "gone");
    },
  });
  const { clock } = skippingClock();
  await rejects(watch(backend, id, { clock, patience: 60_000 }), "BACKEND_UNREACHABLE");
  assert.ok(clock.now() > 30_000 && clock.now() <= 60_000);
});

watching("an abort ends with its cause", async () => {
  const outputResult = { case: "abortMetadata" as const, value: { cause: "too dear", principal: "ann" } };
  const backend = fakeBackend({ getExecution: () => ({ closure: { phase: Phase.ABORTED, outputResult } }) });
  const { phase, abortCause, error } = await watch(backend, id);
  assert.equal([phase, abortCause, error?.code], ["ABORTED", "too dear", "EXECUTION_ABORTED"]);
  assert.match(error!.message, "aborted by ann: too dear");
});

watching("a signal stops the watching with its reason", async () => {
  const controller = new AbortController();
  const backend = fakeBackend({ getExecution: () => ({ closure: { phase: Phase.RUNNING } }) });
  const reason = new Error("enough");
  const watched = watch(backend, id, { signal: controller.signal, onChange: () => controller.abort(reason) });
  assert.is(await watched.catch((error: unknown) => error), reason);
});

watching("an execution that is not there is unknown", async () => {
  const missing = () => {
    throw status("NotFound", "missing entity of type execution");
  };
  const backend = fakeBackend({ getExecution: missing, getExecutionData: missing, terminateExecution: missing });
  for (const ask of [watch(backend, id), outputsOf(backend, id), terminate(backend, id, "x")])
    assert.match((await rejects(ask, "BACKEND_EXECUTION_UNKNOWN")).message, "fake has no execution p/d/e");
});

watching("terminating passes the cause on, and knows an execution that is over", async () => {
  let isOver = false;
  const causes: string[] = [];
  const backend = fakeBackend({
    terminateExecution: ({ cause }) => {
      if (isOver) throw status("FailedPrecondition", "already in terminal state");
      causes.push(cause);
      return {};
    },
  });
  assert.ok(await terminate(backend, id, "too slow"));
  isOver = true;
  assert.not.ok(await terminate(backend, id, "too slow"));
  assert.equal(causes, ["too slow"]);
});

watching("large data is read where it is stored", async () => {
  const uri = "s3://b/outputs.pb";
  const bytes = toBinary(LiteralMapSchema, encodeLiterals(outputs));
  const stored = { url: uri, bytes: BigInt(bytes.length) };
  const answer = () => ({ outputs: stored, inputs: stored, fullOutputs: create(LiteralMapSchema) });
  const backend = { ...fakeBackend({ getExecutionData: answer }), blobs: memoryOnly({ [uri]: bytes }) };
  assert.equal(await outputsOf(backend, id), outputs);
  assert.equal(await inputsOf(backend, id), outputs);
  const broken = { ...backend, blobs: memoryOnly({ [uri]: new Uint8Array([255]) }) };
  await rejects(outputsOf(broken, id), "BACKEND_TRANSFER_FAILED");
});

watching.run();
