import { mkdirSync } from "node:fs";
import type { Checkpoint, Logger, TaskContext } from "../task/index.js";
import { failure } from "../../lib/errors/index.js";
import { defined, describeValue } from "../../lib/types/index.js";
import type { Job, Tale } from "./job.js";
import { openShell, type Shell } from "./shell/shell.js";

/** What a body is given, and what must be closed after it. */
export interface OpenContext {
  readonly context: TaskContext;
  readonly shell: Shell;
}

/** Where a context's body runs. */
export interface ContextSite {
  readonly signal: AbortSignal;
  /** Whether processes of the body join the group of this process; see {@link openShell}. */
  readonly joins: boolean;
  readonly onGroup?: (leader: number) => void;
  /** Told when the body first asks for its folder. */
  readonly onWorkdir?: () => void;
  readonly checkpoint: Checkpoint;
  tell(tale: Tale): void;
}

/** Makes the context of one attempt. */
export function openContext(
  job: Job,
  { signal, joins, tell, onGroup, onWorkdir, checkpoint }: ContextSite,
): OpenContext {
  const { run, node, attempt, grace, mark } = job;
  let made = false;
  // Most tasks do without.
  const workdir = () => {
    if (made) return job.workdir;
    onWorkdir?.();
    mkdirSync(job.workdir, { recursive: true, mode: 0o700 });
    made = true;
    return job.workdir;
  };
  const shell = openShell({ signal, workdir, grace, joins, ...defined({ onGroup, mark }) });
  const logAt = (level: keyof Logger) => (message: string) => tell({ kind: "log", level, message: String(message) });
  const context: TaskContext = {
    signal,
    attempt,
    run,
    node,
    get workdir() {
      return workdir();
    },
    log: { debug: logAt("debug"), info: logAt("info"), warn: logAt("warn"), error: logAt("error") },
    checkpoint: {
      async save(bytes) {
        // What an attempt that was told to end still says must not stand in for what the next one knows.
        signal.throwIfAborted();
        if (!(bytes instanceof Uint8Array)) {
          throw failure("TASK_CHECKPOINT_WRONG", { task: job.task, got: describeValue(bytes) });
        }
        await checkpoint.save(bytes);
      },
      restore: () => checkpoint.restore(),
    },
    progress(fraction, reason) {
      const within = Math.min(1, Math.max(0, Number.isNaN(fraction) ? 0 : fraction));
      tell({ kind: "progress", fraction: within, ...(reason === undefined ? {} : { reason }) });
    },
    shell: shell.run,
  };
  return { context, shell };
}
