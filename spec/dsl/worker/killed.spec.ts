import { suite } from "uvu";
import * as assert from "uvu/assert";
import { fileAccess } from "../../../dsl/run/file-access.js";
import { taskOf } from "../../../dsl/task/index.js";
import { inProcessRunner, type StartedWorker } from "../../../dsl/worker/index.js";
import { memoryBlobs } from "../../../lib/blobs/index.js";
import type { Isolation } from "../../../lib/dag/index.js";
import { rejects, within } from "../../support/expect.js";
import { fakeAttempt } from "../../support/fake-attempt.js";
import * as tasks from "./tasks.js";

const killed = suite("dsl/worker/killed");

const classes = Object.values(tasks).filter((value) => typeof value === "function");
const code = new Map(classes.map((target) => [taskOf(target)?.name ?? "", target]));

function run(isolation: Isolation, onWorker?: (worker: StartedWorker) => void) {
  const files = fileAccess({ own: memoryBlobs(), others: () => [] });
  const runner = inProcessRunner({
    code,
    access: () => files("run"),
    checkpoint: () => ({ save: async () => {}, restore: async () => undefined }),
    ...(onWorker && { onWorker }),
  });
  const task = { ref: { name: "where-am-i" }, type: "flytepath", interface: { inputs: {}, outputs: {} }, isolation };
  return within(20_000, runner.run(task, { n: { kind: "int", value: "1" } }, fakeAttempt()));
}

for (const isolation of ["thread", "process"] as const) {
  killed(`${isolation}: what is killed is heard no more, and is given no other task`, async () => {
    for (let round = 0; round < 3; round += 1) {
      // The next one may find it waiting for work, and be done before its end.
      assert.ok((await run(isolation)).outputs.text);
      const where: string[] = [];
      const dying = run(isolation, (worker) => {
        where.push(worker.isolation);
        worker.kill();
      });
      await rejects(dying, "TASK_WORKER_DIED");
      assert.equal(where, [isolation]);
    }
    assert.ok((await run(isolation)).outputs.text);
  });
}

killed("thread: one that was let go is not killed by who had it before", async () => {
  let before: StartedWorker | undefined;
  await run("thread", (worker) => {
    before = worker;
  });
  const next = run("thread", () => before?.kill());
  assert.ok((await next).outputs.text);
});

killed.run();
