/** Where a task writes lines for people. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** What a finished command left. */
export interface ShellResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** How a command is started. */
export interface ShellOptions {
  /** Default: the task's `workdir`. */
  readonly cwd?: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Bytes that outlive an attempt: what a long task has come to so far. */
export interface Checkpoint {
  /** Keeps the bytes in place of those before, or nothing of them; resolves once they are kept. */
  save(bytes: Uint8Array): Promise<void>;
  /** What was saved last: by this attempt or one before, also in a process that is gone; undefined when nothing was. */
  restore(): Promise<Uint8Array | undefined>;
}

/** What a task body is given beside its inputs. */
export interface TaskContext {
  /** Fires when the attempt must end; its `reason` says why. Hand it to whatever waits. */
  readonly signal: AbortSignal;
  /** Counted from 0. */
  readonly attempt: number;
  /** Name of the run. */
  readonly run: string;
  /** Id of the step, unique in the run. */
  readonly node: string;
  readonly log: Logger;
  /** A folder of this attempt's own, removed after it. */
  readonly workdir: string;
  /** Where a long task keeps how far it has come, for its next attempt; each element of a mapped step has its own. */
  readonly checkpoint: Checkpoint;
  /** Tells people how far the work is, from 0 to 1. */
  progress(fraction: number, reason?: string): void;
  /**
   * Runs a program without a shell in between, for instance `ctx.shell("gzip", ["-k", file])`. It ends with the attempt,
   * and with it every process it started. Fails with `TASK_COMMAND_FAILED`.
   */
  shell(program: string, args?: readonly string[], options?: ShellOptions): Promise<ShellResult>;
}
