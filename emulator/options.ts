import type { BlobStore } from "../lib/blobs/index.js";
import type { Clock, Runner } from "../lib/engine/index.js";
import type { ContainerOptions } from "./runs/index.js";
import type { PlatformSettings } from "./services/index.js";
import type { ExecutorEvent } from "./state/index.js";

/** How an emulator is made. */
export interface EmulatorOptions {
  /** Finds the code of tasks by name; without it every task fails with `EMULATOR_TASK_UNKNOWN`. */
  readonly runner?: Runner;
  /**
   * Runs tasks that other tools wrote, such as flytekit, by their containers' commands; without it they are the runner's.
   * Needs `blobs` in a folder whose addresses are paths (`EMULATOR_STORAGE_NOT_A_FOLDER`).
   */
  readonly containers?: ContainerOptions;
  /** Where files lie; default: in memory. */
  readonly blobs?: BlobStore;
  /** Default: `flytesnacks`, `flytetester` and `flyteexamples`. */
  readonly projects?: readonly string[];
  /** Default: `development`, `staging` and `production`. */
  readonly domains?: readonly string[];
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Tasks, launch plans and mapped steps running at once in one run, whatever the run asks for itself; default: no limit of its own. */
  readonly concurrency?: number;
  /** Told what the engine in this process says of runs, nodes and attempts, as Flyte's executor would, once it is applied. */
  readonly onEvent?: (event: ExecutorEvent) => void;
  /** From 0 to 1; for generated names and the jitter of backoffs. */
  readonly random?: () => number;
  /**
   * Who runs executions: the engine in this process, or a program outside that sends events as Flyte's own executor does;
   * default `embedded`.
   */
  readonly executor?: "embedded" | "external";
  /**
   * What closing does to runs that go on: `abort` ends them, with a cause; `resume` leaves them to the next emulator of the same
   * state. Default: `resume` where there is a state, else `abort`.
   */
  readonly onClose?: "abort" | "resume";
  /** What an operator of a Flyte decides for all of its users. */
  readonly platform?: PlatformSettings;
}

/** How an emulator is opened whose state outlives it. */
export interface OpenEmulatorOptions extends EmulatorOptions {
  /** File of its state, `…/emulator.db`; it is made where there is none, and held until the emulator is closed. */
  readonly database: string;
  /** Where files lie. */
  readonly blobs: BlobStore;
  /** What an answer survives: `normal` (default) the death of this process at any moment, `full` a power loss, too. */
  readonly durability?: "full" | "normal";
}
