import { existsSync, readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { fileAccess } from "../../../dsl/run/file-access.js";
import { taskOf } from "../../../dsl/task/index.js";
import { inProcessRunner, type LogLine } from "../../../dsl/worker/index.js";
import { type BlobStore, memoryBlobs } from "../../../lib/blobs/index.js";
import type { Isolation, Task } from "../../../lib/dag/index.js";
import type { Attempt, TaskProgress } from "../../../lib/engine/index.js";
import { FlytepathError, TaskError } from "../../../lib/errors/index.js";
import { tableCodec } from "../../../lib/tables/index.js";
import type { FileAccess, Literals } from "../../../lib/types/index.js";
import { rejects, within } from "../../support/expect.js";
import type { Checkpoint } from "../../../dsl/task/index.js";
import * as tasks from "./tasks.js";

const worker = suite("dsl/worker/in-process-runner");

const classes = [...Object.values(tasks), tasks.hidden.Class].filter((value) => typeof value === "function");
const code = new Map(classes.map((target) => [taskOf(target)?.name ?? "", target]));
const everywhere: readonly Isolation[] = ["none", "thread", "process"];
const away: readonly Isolation[] = ["thread", "process"];
const here: readonly Isolation[] = ["none", "thread"];

const none: Checkpoint = { save: async () => {}, restore: async () => undefined };

interface Ran {
  readonly outputs: Literals;
  readonly reports: readonly TaskProgress[];
  readonly lines: readonly LogLine[];
}

interface Call {
  readonly isolation?: Isolation;
  readonly inputs?: Literals;
  readonly n?: number;
  readonly blobs?: BlobStore;
  readonly signal?: AbortSignal;
  readonly grace?: number;
  readonly checkpoint?: Checkpoint;
  readonly onReport?: (progress: TaskProgress) => void;
}

async function run(name: string, call: Call = {}): Promise<Ran> {
  const { isolation = "none", n = 0, blobs = memoryBlobs(), grace = 2_000 } = call;
  const reports: TaskProgress[] = [];
  const lines: LogLine[] = [];
  const task: Task = { ref: { name }, type: "flytepath", interface: { inputs: {}, outputs: {} }, isolation };
  const attempt: Attempt = {
    run: "run",
    node: { id: "n0", target: { kind: "task", task: name }, inputs: {} } as unknown as Attempt["node"],
    nodeId: "n0",
    path: [],
    attempt: 1,
    last: true,
    signal: call.signal ?? new AbortController().signal,
    report(progress) {
      reports.push(progress);
      call.onReport?.(progress);
    },
  };
  const runner = inProcessRunner({
    code,
    access: () => accessTo(blobs),
    checkpoint: () => call.checkpoint ?? none,
    grace,
    onLog: (line) => lines.push(line),
  });
  const inputs = call.inputs ?? { n: { kind: "int", value: String(n) } };
  const { outputs } = await within(20_000, runner.run(task, inputs, attempt));
  return { outputs, reports, lines };
}

/** Aborts a task once it says that it waits, and gives what it then rejects with. */
async function abort(name: string, call: Call, reason: unknown): Promise<unknown> {
  const controller = new AbortController();
  const onReport = () => controller.abort(reason);
  return run(name, { ...call, signal: controller.signal, onReport }).then(
    () => assert.unreachable("it ended well"),
    (error: unknown) => error,
  );
}

const textOf = ({ outputs }: Ran): string => (outputs.text?.kind === "string" ? outputs.text.value : "");

for (const isolation of everywhere) {
  worker(
    `${isolation}: a task runs where it is declared to, tells what it does, and its folder is gone after it`,
    async () => {
      const ran = await run("where-am-i", { isolation, n: 5 });
      const facts = JSON.parse(textOf(ran));
      assert.is(facts.n, 5);
      assert.is(facts.attempt, 1);
      assert.is(facts.pid === process.pid, isolation !== "process");
      assert.is(facts.threadId === 0, isolation !== "thread");
      assert.not.ok(existsSync(facts.workdir));
      assert.equal(ran.reports, [
        { reason: "one" },
        { reason: "two" },
        { reason: "warn: careful" },
        { fraction: 0.5, reason: "on its way" },
      ]);
      const line = { run: "run", node: "n0", task: "where-am-i", level: "warn", message: "careful" };
      assert.equal(ran.lines[2], line);
    },
  );

  worker(`${isolation}: files are read from the run's storage and written into it`, async () => {
    const blobs = memoryBlobs();
    const uri = blobs.join("", "in.txt");
    await blobs.write(uri, Buffer.from("hello"));
    const file = { kind: "blob", uri, format: "", dimensionality: "single" } as const;
    const { outputs } = await run("copy", { isolation, inputs: { file }, blobs });
    const copy = outputs.file?.kind === "blob" ? outputs.file.uri : "";
    assert.match(copy, /^memory:\/\/run\/file\/copy\.txt$/);
    assert.is(Buffer.from(await blobs.read(copy)).toString(), "HELLO");
    const table = outputs.table?.kind === "structuredDataset" ? outputs.table.uri : "";
    assert.is(
      Buffer.from(await blobs.read(`${table}/00000`))
        .subarray(0, 4)
        .toString(),
      "PAR1",
    );
  });

  worker(`${isolation}: the author's own error comes out as it was thrown, their own line first`, async () => {
    const error = await run("throws", { isolation }).catch((thrown: unknown) => thrown);
    assert.instance(error, Error);
    const { name, message, stack, cause } = error as Error;
    assert.is(name, "RangeError");
    assert.is(message, "the author's own");
    assert.match(stack?.split("\n")[1] ?? "", /Throws\.run \(.*tasks\.(ts|js)/);
    assert.is((cause as Error).message, "below it");
  });

  worker(`${isolation}: a task that ends on its signal rejects with the signal's reason`, async () => {
    const reason = new Error("the user pressed Ctrl-C");
    assert.is(await abort("waits", { isolation }, reason), reason);
  });

  worker(`${isolation}: a task that ignores its signal is cut off`, async () => {
    const reason = new Error("late");
    const error = await abort("waits", { isolation, n: 1, grace: 20 }, reason);
    assert.ok(FlytepathError.is(error));
    assert.is((error as FlytepathError).code, "TASK_IGNORED_ABORT");
    assert.is((error as FlytepathError).cause, reason);
  });

  worker(`${isolation}: commands run in the task's folder, with input and variables`, async () => {
    assert.is(textOf(await run("shells", { isolation })), "from stdin,true,me");
  });

  for (const n of isolation === "process" ? [5] : [4, 5]) {
    worker(
      `${isolation}: an abort ends commands and what they started, ${n === 4 ? "asked" : "or killed"}`,
      async () => {
        const controller = new AbortController();
        const reason = new Error("enough");
        let pid = 0;
        const onReport = (progress: TaskProgress) => {
          pid = Number(progress.reason);
          controller.abort(reason);
        };
        const call = { isolation, n, grace: 100, signal: controller.signal, onReport };
        await run("shells", call).catch((thrown: unknown) => thrown);
        assert.ok(pid > 0);
        assert.ok(await isGone(pid), "the grandchild lives");
      },
    );
  }

  worker(`${isolation}: what a command left running ends with the attempt`, async () => {
    assert.ok(await isGone(Number(textOf(await run("leaves-behind", { isolation })))));
  });
}

// What is one code for every worker is shown in threads, which start faster than processes.
for (const isolation of here) {
  worker(`${isolation}: a file that is not there is told as such`, async () => {
    const file = { kind: "blob", uri: "memory://nothing", format: "", dimensionality: "single" } as const;
    await rejects(run("copy", { isolation, inputs: { file } }), "BLOB_NOT_FOUND");
  });

  worker(`${isolation}: what is thrown and is no error gets a name`, async () => {
    const error = await rejects(run("throws", { isolation, n: 1 }), "TASK_THREW_NON_ERROR");
    assert.match(error.message, /the task throws threw "a text"/);
    await rejects(run("throws", { isolation, n: 2 }), "TASK_THREW_NON_ERROR");
  });

  worker(`${isolation}: a TaskError keeps what its author said`, async () => {
    const error = (await rejects(run("throws", { isolation, n: 3 }), "BUSY")) as TaskError;
    assert.instance(error, TaskError);
    assert.is(error.retryable, false);
    assert.is(error.origin, "system");
    assert.is(error.hint, "Wait.");
    assert.is(error.message, "[BUSY] try later");
  });

  worker(`${isolation}: outputs of another type are refused with their place`, async () => {
    const error = await rejects(run("wrong-shape", { isolation, inputs: {} }), "VALUE_TYPE_MISMATCH");
    assert.is(error.path, "wrong-shape.outputs.text");
  });

  worker(`${isolation}: a command that fails is told with its last lines`, async () => {
    const failed = (await rejects(run("shells", { isolation, n: 1 }), "TASK_COMMAND_FAILED")) as TaskError;
    assert.match(failed.message, /sh -c .* ended with exit code 7: first\nwhy$/);
    assert.is(failed.retryable, true);
    const missing = (await rejects(run("shells", { isolation, n: 2 }), "TASK_COMMAND_NOT_STARTED")) as TaskError;
    assert.match(missing.message, /no-such-program/);
    assert.is(missing.retryable, false);
    assert.match((await rejects(run("shells", { isolation, n: 3 }), "TASK_COMMAND_FAILED")).message, /signal SIGKILL/);
  });
}

for (const isolation of away) {
  worker(`${isolation}: a worker that dies is the system's fault`, async () => {
    const error = (await rejects(run("dies", { isolation }), "TASK_WORKER_DIED")) as TaskError;
    assert.match(error.message, /exit code 3/);
    assert.is(error.origin, "system");
  });

  worker(`${isolation}: what a task prints is told line by line`, async () => {
    const { lines } = await run("prints", { isolation });
    const said = lines.map(({ level, message }) => `${level} ${message}`).sort();
    assert.equal(said, ["info printed", "warn complained"]);
  });
}

worker("thread: a task that never yields is killed", async () => {
  const error = await abort("spins", { isolation: "thread", grace: 50 }, new Error("late"));
  assert.is((error as FlytepathError).code, "TASK_IGNORED_ABORT");
});

worker("thread: an error that nobody catches ends the task", async () => {
  const error = await run("dies", { isolation: "thread", n: 1 }).catch((thrown: unknown) => thrown);
  assert.is((error as Error).message, "from a timer");
});

worker("thread: a class that is not exported is told with its file", async () => {
  const error = await rejects(run("hidden", { isolation: "thread", inputs: {} }), "TASK_NOT_EXPORTED");
  assert.match(error.message, /tasks\.js; it is Hidden/);
  assert.is(error.hint, "Write export class Hidden, in the file that has its @Task, or take away its isolation.");
});

worker("process: a killed process is told with its signal, and what it spawned ends with it", async () => {
  assert.match((await rejects(run("dies", { isolation: "process", n: 2 }), "TASK_WORKER_DIED")).message, /SIGKILL/);
  assert.ok(await isGone(Number(textOf(await run("spawns", { isolation: "process" })))));
});

worker("a task that nobody knows is told with those that are known", async () => {
  assert.match((await rejects(run("other"), "RUN_CODE_MISSING")).message, /where-am-i/);
});

worker("an attempt that is aborted before it starts does not start", async () => {
  const reason = new Error("before");
  const signal = AbortSignal.abort(reason);
  assert.is(await run("where-am-i", { signal }).catch((thrown: unknown) => thrown), reason);
});

function accessTo(blobs: BlobStore): FileAccess {
  return fileAccess({ own: blobs, others: () => [], tables: tableCodec })("run");
}

async function isGone(pid: number): Promise<boolean> {
  for (let round = 0; round < 500; round += 1) {
    if (!isAlive(pid)) return true;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return false;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

worker("a variant of a task, whose name no class carries, is found in a worker by its class", async () => {
  const variant = { ref: { name: "where-am-i.map.n" }, type: "flytepath", interface: { inputs: {}, outputs: {} } };
  const task: Task = { ...variant, isolation: "thread" };
  const runner = inProcessRunner({
    code: new Map([[task.ref.name, tasks.WhereAmI]]),
    access: () => accessTo(memoryBlobs()),
    checkpoint: () => none,
  });
  const { outputs } = await within(
    20_000,
    runner.run(task, { n: { kind: "int", value: "1" } }, {
      run: "run",
      nodeId: "n0",
      path: [],
      attempt: 0,
      last: true,
      signal: new AbortController().signal,
      report() {},
    } as unknown as Attempt),
  );
  assert.is(outputs.text?.kind, "string");
});

worker("what a body saves, it and later attempts get back, wherever they run", async () => {
  for (const isolation of everywhere) {
    let kept: Uint8Array | undefined;
    const checkpoint: Checkpoint = {
      async save(bytes) {
        kept = bytes.slice();
      },
      restore: async () => kept,
    };
    const text = async () => {
      const { outputs } = await run("counts", { isolation, checkpoint });
      return (outputs.text as { value: string }).value;
    };
    assert.is(await text(), "nothing, then 1");
    assert.is(await text(), "1, then 2");
  }
});

worker("a checkpoint that is no bytes is refused, and one after an abort is not kept", async () => {
  await rejects(run("counts", { n: 1 }), "TASK_CHECKPOINT_WRONG");
  const saved: Uint8Array[] = [];
  const checkpoint: Checkpoint = { save: async (bytes) => void saved.push(bytes), restore: async () => undefined };
  const controller = new AbortController();
  controller.abort(new Error("enough"));
  await run("counts", { n: 2, checkpoint, signal: controller.signal }).catch(() => {});
  assert.equal(saved, []);
});

worker.run();
