import { failure, packThrown, unpackThrown } from "../../lib/errors/index.js";
import type { FileAccess, Literals } from "../../lib/types/index.js";
import type { FromWorker, Question } from "./crew/message.js";
import type { Departure, Owner, Worker } from "./crew/worker.js";
import { cutOff } from "./cut-off.js";
import type { Checkpoint } from "../task/index.js";
import type { SentJob, Tale } from "./job.js";
import { endGroup, trackGroup } from "../../lib/processes/index.js";

/** What a job away from here reaches back for. */
export interface Home {
  readonly signal: AbortSignal;
  readonly access: FileAccess;
  readonly checkpoint: Checkpoint;
  tell(tale: Tale): void;
  onStart(worker: Worker): void;
}

/**
 * Runs a job in a worker that `start` starts. Fails with what the body threw, with `TASK_WORKER_DIED` when the worker is
 * gone first, or with `TASK_IGNORED_ABORT`; the worker and all it started have ended in any case.
 */
export async function runAway(
  start: (job: SentJob, owner: Owner) => Worker,
  job: SentJob,
  home: Home,
): Promise<Literals> {
  const { signal, tell, onStart } = home;
  signal.throwIfAborted();
  const { promise, resolve, reject } = deferred<Literals>();
  const groups: number[] = [];
  let isKilled = false;
  // A thread that is ended cannot end what it started.
  const adopt = (leader: number): void => {
    groups.push(leader);
    trackGroup(leader);
  };
  const onMessage = (message: FromWorker): void => {
    // What it still had to say is lost with it, but not what it has started.
    if (isKilled && message.kind !== "group") return;
    if (message.kind === "done") resolve(message.outputs);
    else if (message.kind === "failed") reject(unpackThrown(message.error));
    else if (message.kind === "ask") void answer(message.id, message.question);
    else if (message.kind === "group") adopt(message.leader);
    else if (message.kind !== "line") tell(message);
  };
  const worker = start(job, {
    onMessage,
    onGone: (departure) => reject(causeOf(departure, job.task)),
    onLine: (line, stream) => tell({ kind: "log", level: stream === "stdout" ? "info" : "warn", message: line }),
  });
  onStart({
    ...worker,
    kill() {
      isKilled = true;
      worker.kill();
    },
  });
  const answer = async (id: number, question: Question): Promise<void> => {
    try {
      worker.post({ kind: "answer", id, value: await look(home, question) });
    } catch (thrown) {
      worker.post({ kind: "refusal", id, error: packThrown(thrown) });
    }
  };
  const onAbort = () => worker.post({ kind: "abort", reason: packThrown(signal.reason) });
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await cutOff(promise, { task: job.task, signal, grace: job.grace });
  } finally {
    signal.removeEventListener("abort", onAbort);
    await worker.release();
    groups.forEach(endGroup);
  }
}

async function look({ access, checkpoint }: Home, question: Question): Promise<unknown> {
  if (question.op === "save") return checkpoint.save(question.bytes);
  if (question.op === "restore") return checkpoint.restore();
  if (question.op === "read") return access.read(question.uri);
  return question.op === "list" ? access.list(question.prefix) : access.write(question.name, question.bytes);
}

function causeOf(departure: Departure, task: string): unknown {
  if ("thrown" in departure) return departure.thrown;
  return failure("TASK_WORKER_DIED", { task, how: departure.how }, { origin: "system" });
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(reason: unknown): void;
}

function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
