import { failure, type PackedThrown, packThrown, unpackThrown } from "../../../lib/errors/index.js";
import { tableCodec } from "../../../lib/tables/index.js";
import type { FileAccess, Literals } from "../../../lib/types/index.js";
import { loadFile } from "../../load/index.js";
import { type AnyTaskClass, type Checkpoint, taskOf } from "../../task/index.js";
import type { SentJob } from "../job.js";
import { runBody } from "../run-body.js";
import type { FromWorker, Question, ToWorker } from "./message.js";

/** A worker's end of the line to the one who started it. */
export interface Port {
  post(message: FromWorker): void;
  /** Gives what ends the listening. */
  onMessage(listener: (message: ToWorker) => void): () => void;
  /** Whether processes of the body join the group of this process. */
  readonly joins: boolean;
}

/** Does one job in a worker, and tells how it ended. */
export async function serve(port: Port, job: SentJob): Promise<void> {
  const before = openResources();
  const controller = new AbortController();
  const storage = askFor(port, job.root);
  const leave = port.onMessage((message) => {
    if (message.kind === "abort") controller.abort(unpackThrown(message.reason));
    else storage.onAnswer(message);
  });
  const ending = await end(job, {
    port,
    access: storage.access,
    checkpoint: storage.checkpoint,
    signal: controller.signal,
  });
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  leave();
  // What has just ended is closed in the next turn of the loop.
  await new Promise((resolve) => setImmediate(resolve));
  port.post({ ...ending, clean: openResources() <= before });
}

type Ending =
  | { readonly kind: "done"; readonly outputs: Literals }
  | { readonly kind: "failed"; readonly error: PackedThrown };

async function end(
  job: SentJob,
  {
    port,
    ...site
  }: {
    readonly port: Port;
    readonly access: FileAccess;
    readonly checkpoint: Checkpoint;
    readonly signal: AbortSignal;
  },
): Promise<Ending> {
  const onGroup = (leader: number) => port.post({ kind: "group", leader });
  try {
    const target = await findTask(job);
    const outputs = await runBody(target, job, { ...site, joins: port.joins, tell: port.post, onGroup });
    return { kind: "done", outputs };
  } catch (thrown) {
    return { kind: "failed", error: packThrown(thrown) };
  }
}

// Timers, sockets, processes: what a body left going on would speak into the next job. Requests end by themselves.
function openResources(): number {
  return process.getActiveResourcesInfo().filter((name) => !name.includes("Req")).length;
}

async function findTask({ file, task, class: name }: SentJob): Promise<AnyTaskClass> {
  const found = Object.values(await loadFile(file)).find((value) => isTask(value) && taskOf(value)?.name === task);
  if (found === undefined) throw failure("TASK_NOT_EXPORTED", { task, class: name, file }, { path: task });
  return found as AnyTaskClass;
}

function isTask(value: unknown): value is AnyTaskClass {
  return typeof value === "function";
}

// Counts on from job to job: a late answer to one is none to the next.
let last = 0;

type Answer = Exclude<ToWorker, { kind: "abort" }>;

function askFor(
  port: Port,
  root: string | undefined,
): { access: FileAccess; checkpoint: Checkpoint; onAnswer(answer: Answer): void } {
  const open = new Map<number, (answer: Answer) => void>();
  const ask = (question: Question) =>
    new Promise<unknown>((resolve, reject) => {
      last += 1;
      open.set(last, (answer) => {
        if (answer.kind === "answer") resolve(answer.value);
        else reject(unpackThrown(answer.error));
      });
      port.post({ kind: "ask", id: last, question });
    });
  // The other side answers each question with what its FileAccess gives.
  const access: FileAccess = {
    read: (uri) => ask({ op: "read", uri }) as Promise<Uint8Array>,
    list: (prefix) => ask({ op: "list", prefix }) as Promise<readonly string[]>,
    write: (name, bytes) => ask({ op: "write", name, bytes }) as Promise<string>,
    tables: tableCodec,
    ...(root === undefined ? {} : { root }),
  };
  const checkpoint: Checkpoint = {
    save: (bytes) => ask({ op: "save", bytes }) as Promise<void>,
    restore: () => ask({ op: "restore" }) as Promise<Uint8Array | undefined>,
  };
  const onAnswer = (answer: Answer) => {
    open.get(answer.id)?.(answer);
    open.delete(answer.id);
  };
  return { access, checkpoint, onAnswer };
}

// What was printed before the end must not come after it.
function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write("", () => resolve()));
}
