import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Task } from "../../lib/dag/index.js";
import type { Attempt, Runner } from "../../lib/engine/index.js";
import { failure } from "../../lib/errors/index.js";
import { defined, type FileAccess, type Literals } from "../../lib/types/index.js";
import type { AnyClass } from "../field/index.js";
import { type AnyTaskClass, type Checkpoint, taskOf } from "../task/index.js";
import { cutOff } from "./cut-off.js";
import type { Job, Tale } from "./job.js";
import { runAway } from "./run-away.js";
import { runBody } from "./run-body.js";

/** What task classes run with. */
export interface InProcessOptions {
  /** Task classes by the name of their task; `Compiled.code`. */
  readonly code: ReadonlyMap<string, AnyClass>;
  /** What file values of an attempt are read and written through; no two attempts write to one place. */
  readonly access: (attempt: Attempt) => FileAccess;
  /** Where attempts keep how far they have come: the same for all attempts of a step, or of an element of it. */
  readonly checkpoint: (attempt: Attempt) => Checkpoint;
  /** Told every line that a task logs or prints, besides the run's events. */
  readonly onLog?: (line: LogLine) => void;
  /** Milliseconds that a task has to end after its signal fired, before it is cut off; default 2000. */
  readonly grace?: number;
  /** What every process of an attempt has in its environment, by which it is found when this process was killed. */
  readonly mark?: string | undefined;
  /** Told of each thread or process that is given an attempt. */
  readonly onWorker?: ((worker: StartedWorker) => void) | undefined;
}

/** A thread or process that runs an attempt. */
export interface StartedWorker {
  readonly attempt: Attempt;
  readonly isolation: "thread" | "process";
  /** Ends it and all that it started, at once and without a word to it. */
  kill(): void;
}

/** A line that a task wrote for people. */
export interface LogLine {
  readonly run: string;
  readonly node: string;
  readonly task: string;
  readonly level: "debug" | "info" | "warn" | "error";
  readonly message: string;
}

/**
 * Runs tasks that were written here: in this thread, in a worker thread or in a child process, as each declares. The
 * class is found by the task's name (`RUN_CODE_MISSING`); the other codes are those of what runs it.
 */
export function inProcessRunner(options: InProcessOptions): Runner {
  let temporary: string | undefined;
  return {
    async run(task, inputs, attempt) {
      attempt.signal.throwIfAborted();
      const target = find(options.code, task);
      temporary ??= tmpdir();
      const workdir = join(temporary, `flytepath-task-${randomUUID()}`);
      // A body in this thread tells when it asks for its folder; one elsewhere may always have.
      let used = task.isolation === "thread" || task.isolation === "process";
      const onWorkdir = () => {
        used = true;
      };
      try {
        // Mapped tasks and variants have names of their own, which no class carries.
        const job = jobOf(taskOf(target)?.name ?? task.ref.name, inputs, {
          attempt,
          workdir,
          grace: options.grace ?? 2_000,
          mark: options.mark,
        });
        return { outputs: await runAs(task, target, { job, attempt, options, onWorkdir }) };
      } finally {
        if (used) await rm(workdir, { recursive: true, force: true, maxRetries: 3 });
      }
    },
  };
}

interface Assignment {
  readonly job: Job;
  readonly attempt: Attempt;
  readonly options: InProcessOptions;
  readonly onWorkdir: () => void;
}

async function runAs(
  task: Task,
  target: AnyTaskClass,
  { job, attempt, options, onWorkdir }: Assignment,
): Promise<Literals> {
  const { signal } = attempt;
  const access = options.access(attempt);
  const checkpoint = options.checkpoint(attempt);
  const tell = tellerOf(task, attempt, options.onLog);
  try {
    if (task.isolation === "thread" || task.isolation === "process") {
      const { start } = await import("./crew/start.js");
      const { isolation } = task;
      const { root } = access;
      const sent = { ...job, ...whereIs(target, job.task), ...(root === undefined ? {} : { root }) };
      return await runAway(start[isolation], sent, {
        signal,
        access,
        checkpoint,
        tell: tell.tell,
        onStart: (worker) => options.onWorker?.({ attempt, isolation, kill: worker.kill }),
      });
    }
    const body = runBody(target, job, { signal, access, checkpoint, joins: false, tell: tell.tell, onWorkdir });
    return await cutOff(body, { task: job.task, signal, grace: job.grace });
  } finally {
    tell.close();
  }
}

function find(code: ReadonlyMap<string, AnyClass>, { ref }: Task): AnyTaskClass {
  const target = code.get(ref.name);
  if (target === undefined) throw failure("RUN_CODE_MISSING", { task: ref.name, known: [...code.keys()] });
  // What stands in the map under a task's name is a class that has @Task.
  return target as AnyTaskClass;
}

function whereIs(target: AnyTaskClass, task: string): { readonly file: string; readonly class: string } {
  const record = taskOf(target);
  if (record?.file === undefined) {
    throw failure("TASK_NOT_EXPORTED", { task, class: target.name, file: "what is no file" }, { path: task });
  }
  return { file: record.file, class: target.name };
}

function jobOf(
  task: string,
  inputs: Literals,
  {
    attempt,
    workdir,
    grace,
    mark,
  }: Pick<Job, "workdir" | "grace"> & {
    readonly attempt: Attempt;
    readonly mark: string | undefined;
  },
): Job {
  const { run, nodeId: node, attempt: number } = attempt;
  return { task, inputs, run, node, attempt: number, workdir, grace, ...defined({ mark }) };
}

// After the end of an attempt nobody listens any more: what a body that was cut off still says is dropped.
function tellerOf(
  { ref }: Task,
  attempt: Attempt,
  onLog: InProcessOptions["onLog"],
): { tell(tale: Tale): void; close(): void } {
  let open = true;
  const { run, nodeId } = attempt;
  const tell = (tale: Tale): void => {
    if (!open) return;
    if (tale.kind === "progress") {
      const { fraction, reason } = tale;
      attempt.report({ fraction, ...(reason === undefined ? {} : { reason }) });
      return;
    }
    for (const message of tale.message.split(/\r?\n/)) {
      attempt.report({ reason: tale.level === "info" ? message : `${tale.level}: ${message}` });
      onLog?.({ run, node: nodeId, task: ref.name, level: tale.level, message });
    }
  };
  return {
    tell,
    close: () => {
      open = false;
    },
  };
}
