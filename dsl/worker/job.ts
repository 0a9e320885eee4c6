import type { Literals } from "../../lib/types/index.js";

/** One attempt at a task, as plain data that reaches any worker. */
export interface Job {
  /** Name that the task's code is found by. */
  readonly task: string;
  readonly inputs: Literals;
  readonly run: string;
  readonly node: string;
  readonly attempt: number;
  /** A folder of the attempt's own, which is made when it is first asked for. */
  readonly workdir: string;
  /** What every process of the attempt has in its environment, by which it is found once its owner is gone; absent: nothing. */
  readonly mark?: string;
  /** Milliseconds that commands and the body have to end after an abort. */
  readonly grace: number;
}

/** A job for a worker that must find the code itself. */
export interface SentJob extends Job {
  /** File whose exports hold the task's class. */
  readonly file: string;
  /** Name of the class, for messages. */
  readonly class: string;
  /** Start of the uris that lie in the run's storage. */
  readonly root?: string;
}

/** What a task tells while it runs. */
export type Tale =
  | { readonly kind: "log"; readonly level: "debug" | "info" | "warn" | "error"; readonly message: string }
  | { readonly kind: "progress"; readonly fraction: number; readonly reason?: string };
