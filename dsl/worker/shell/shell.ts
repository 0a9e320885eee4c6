import { failure } from "../../../lib/errors/index.js";
import type { ShellOptions, ShellResult, TaskContext } from "../../task/index.js";
import { endGroup, signalGroup, startedBy, trackGroup } from "../../../lib/processes/index.js";

/** What commands of one attempt run under. */
export interface ShellSite {
  readonly signal: AbortSignal;
  workdir(): string;
  /** Milliseconds between asking a command to end and killing it. */
  readonly grace: number;
  /** Whether commands join the group of this process, which somebody else ends; else each leads its own. */
  readonly joins: boolean;
  /** What every command has in its environment; see {@link startedBy}. */
  readonly mark?: string;
  /** Told the leader of each group that is started, where somebody must end it when this thread cannot. */
  readonly onGroup?: (leader: number) => void;
}

/** Runs commands for one attempt, and ends all that is left of them when it is over. */
export interface Shell {
  readonly run: TaskContext["shell"];
  /** Kills what the commands left behind. */
  close(): void;
}

const lastLines = 10;

/**
 * Opens the shell of an attempt. A command that ends otherwise than with 0 fails with `TASK_COMMAND_FAILED`, one that is
 * not there with `TASK_COMMAND_NOT_STARTED`; one that is aborted rejects with the signal's reason.
 */
export function openShell(site: ShellSite): Shell {
  const groups = new Set<number>();
  return {
    async run(program, args = [], options = {}) {
      site.signal.throwIfAborted();
      const { command, ...end } = await runCommand(program, args, { ...options, site, groups });
      site.signal.throwIfAborted();
      return judge(command, end);
    },
    close() {
      for (const group of groups) endGroup(group);
    },
  };
}

interface Command extends ShellOptions {
  readonly site: ShellSite;
  readonly groups: Set<number>;
}

interface End {
  readonly command: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly cause?: unknown;
  readonly why: string;
}

async function runCommand(
  program: string,
  args: readonly string[],
  { site, groups, cwd, env, input }: Command,
): Promise<End> {
  const { execa } = await import("execa");
  site.signal.throwIfAborted();
  const child = execa(program, args, {
    cwd: cwd ?? site.workdir(),
    env: { ...env, ...(site.mark === undefined ? {} : { [startedBy]: site.mark }) },
    ...(input === undefined ? { stdin: "ignore" as const } : { input }),
    detached: !site.joins,
    cleanup: true,
    reject: false,
  });
  const { pid } = child;
  if (pid !== undefined && !site.joins) {
    groups.add(pid);
    trackGroup(pid);
    site.onGroup?.(pid);
  }
  const stop = stopOnAbort(site, (signal) => {
    if (site.joins || pid === undefined) child.kill(signal);
    else signalGroup(pid, signal);
  });
  try {
    const { escapedCommand, stdout, stderr, exitCode, signal, cause, originalMessage } = await child;
    const why = originalMessage ?? (cause instanceof Error ? cause.message : "it ended early");
    return { command: escapedCommand, stdout: stdout ?? "", stderr: stderr ?? "", exitCode, signal, cause, why };
  } finally {
    stop();
  }
}

// Asks first, then kills; gives what ends the watch.
function stopOnAbort({ signal, grace }: ShellSite, send: (signal: "SIGTERM" | "SIGKILL") => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const onAbort = () => {
    send("SIGTERM");
    timer = setTimeout(() => send("SIGKILL"), grace);
  };
  signal.addEventListener("abort", onAbort, { once: true });
  return () => {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  };
}

function judge(command: string, { stdout, stderr, exitCode, signal, cause, why }: Omit<End, "command">): ShellResult {
  if (exitCode === 0) return { stdout, stderr, exitCode };
  if (exitCode === undefined && signal === undefined) {
    throw failure("TASK_COMMAND_NOT_STARTED", { command, why }, { cause, retryable: false });
  }
  const how = exitCode === undefined ? `the signal ${signal}` : `exit code ${exitCode}`;
  const tail = stderr.trimEnd().split("\n").slice(-lastLines).join("\n");
  throw failure("TASK_COMMAND_FAILED", { command, how, stderr: tail });
}
