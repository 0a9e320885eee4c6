import type { BlobStore } from "../../lib/blobs/index.js";
import { type Backend, flyte } from "../../lib/client/index.js";
import type { Attempt, Clock, Runner } from "../../lib/engine/index.js";
import type { TaskError } from "../../lib/errors/index.js";
import { defined } from "../../lib/types/index.js";
import type { AnyClass } from "../field/index.js";
import type { StandIn } from "../flyte/index.js";
import type { Checkpoint } from "../task/index.js";
import { inProcessRunner, type LogLine } from "../worker/index.js";
import { digestFile, type FilesOf, fileAccess } from "./file-access.js";
import type { Harness } from "./harness.js";
import { clientTimer } from "./remote/client-timer.js";
import { type FlyteRunner, flyteRunner } from "./remote/flyte-runner.js";
import { createSignals, type Signals } from "./signals.js";
import { lateTables } from "./store.js";
import { letLoopTurn } from "./turn.js";

/** What the steps of a run are run with. */
export interface RunnerOptions {
  /** Task classes by the name of their task. */
  readonly code: ReadonlyMap<string, AnyClass>;
  /** Where tasks write their files. */
  readonly store: BlobStore;
  /** Where remote steps go; `connections`: where each step's own connection says. */
  readonly backend?: Backend | "connections" | undefined;
  /** First part of the names of files that tasks write; default `runs`. */
  readonly folder?: string;
  /** Told every line that a task logs or prints. */
  readonly onLog?: ((line: LogLine) => void) | undefined;
  /** What every process of a task has in its environment; see `inProcessRunner`. */
  readonly mark?: string | undefined;
  /** Whether executions on Flyte run anew what is cached there. */
  readonly overwriteCache?: boolean;
  /** Answers in place of steps, for tests. */
  readonly standIns?: readonly StandIn[];
  /** Where waiting for a backend gets its time from; default: the clock on the wall. */
  readonly clock?: Clock | undefined;
  readonly harness?: Harness | undefined;
  /** Called when somebody has aborted an execution of the run on Flyte's side; see {@link flyteRunner}. */
  readonly onAborted?: (error: TaskError) => void;
  /** The backend of steps that nothing else is said about. */
  embedded(): Backend;
}

/** Runs every kind of step, and is told what concerns the run as a whole. */
export interface ComposedRunner extends Required<Omit<Runner, "tellsPhases">> {
  readonly signals: Signals;
  readonly files: FilesOf;
  /** Digest of what lies behind a uri, for cache keys. */
  digestFile(uri: string): Promise<string>;
  readonly remote: Pick<FlyteRunner, "abandonAll" | "oweAll" | "remember" | "catchUp" | "endings">;
  /** Closes the backends that it has opened for connections. */
  close(): Promise<void>;
}

/** A runner of TypeScript tasks here, of remote steps and sensors on a backend, and of gates by whoever gives the values. */
export function createRunner({
  code,
  store,
  backend,
  folder = "runs",
  standIns = [],
  onLog,
  clock,
  harness,
  onAborted,
  overwriteCache = false,
  mark,
  embedded,
}: RunnerOptions): ComposedRunner {
  const opened = new Map<string, Backend>();
  const backendOf = (connection: string | undefined) => {
    const real = realOf(connection);
    return harness?.backend(real) ?? real;
  };
  const realOf = (connection: string | undefined) => {
    if (backend !== undefined && backend !== "connections") return backend;
    if (backend === undefined || connection === undefined) return embedded();
    const known = opened.get(connection) ?? flyte(connection);
    opened.set(connection, known);
    return known;
  };
  // What remote steps gave lies in their backend's store.
  const others = () => [...(backend === undefined || backend === "connections" ? [] : [backend]), ...opened.values()];
  const stores = { own: store, others: () => others().map(({ blobs }) => blobs), tables: lateTables };
  const files = fileAccess(stores);
  const local = inProcessRunner({
    code,
    access: (attempt) => files(folderOf(folder, attempt)),
    checkpoint: (attempt) => checkpointIn(store, checkpointFolder(folder, attempt)),
    mark,
    ...defined({ onLog: onLog && (harness?.listener(onLog) ?? onLog), onWorker: harness?.onWorker.bind(harness) }),
  });
  const remote = flyteRunner({
    backendOf,
    files: files("uploads"),
    overwriteCache,
    ...defined({ clock: clock && clientTimer(clock), onAborted }),
  });
  const signals = createSignals();
  return {
    signals,
    files,
    remote,
    digestFile: (uri) => digestFile(stores, uri),
    async run(task, inputs, attempt) {
      const standIn = standIns.find(({ step }) => step === code.get(task.ref.name));
      if (standIn !== undefined) {
        const call = { attempt: attempt.attempt, signal: attempt.signal, files: files(folderOf(folder, attempt)) };
        return { outputs: await standIn.answer(inputs, call) };
      }
      if (task.type === "flyte_step" || task.type === "flyte_sensor") return await remote.run(task, inputs, attempt);
      // Under a harness nothing may depend on how long anything takes.
      const turn = harness === undefined ? letLoopTurn() : undefined;
      if (turn !== undefined) await turn;
      return await local.run(task, inputs, attempt);
    },
    launch: remote.launch,
    abandon: remote.abandon,
    async close() {
      for (const each of opened.values()) await each[Symbol.asyncDispose]();
    },
    awaitSignal: signals.awaitSignal,
  };
}

// Of all attempts of a step, or of an element of it.
function checkpointFolder(folder: string, { run, nodeId, element }: Attempt): string {
  return nameIn(folder, [run, nodeId, ...(element === undefined ? [] : [element.index])]);
}

function checkpointIn(store: BlobStore, folder: string): Checkpoint {
  const uri = store.join("", folder, "checkpoint");
  return {
    save: (bytes) => store.write(uri, bytes),
    restore: async () => ((await store.exists(uri)) ? await store.read(uri) : undefined),
  };
}

// Each attempt has a folder of its own, so that what a failed one left is never taken for another's.
function folderOf(folder: string, { run, nodeId, attempt, element }: Attempt): string {
  return nameIn(folder, [run, nodeId, ...(element === undefined ? [] : [element.index]), attempt]);
}

function nameIn(folder: string, parts: readonly (string | number)[]): string {
  return [folder, ...parts.map((part) => String(part).replace(/[^\w-]/g, "_"))].join("/");
}
