import { AsyncLocalStorage } from "node:async_hooks";
import type { BlobStore } from "../../lib/blobs/index.js";
import type { Backend } from "../../lib/client/index.js";
import type { Clock, ExecuteOptions, Runner } from "../../lib/engine/index.js";
import type { Ledger } from "../../lib/journal/index.js";
import type { StartedWorker } from "../worker/index.js";

/**
 * What a test puts between a run and everything outside of it. Each port is given the real one and gives what the run uses in
 * its place; `flytepath/testing` makes faults of them.
 */
export interface Harness {
  /** From 0 up to 1, for the jitter of backoffs. */
  random(): number;
  /** Fires when the run's owner is gone: what is under way stops, and nothing more of it reaches anybody. */
  readonly gone: AbortSignal;
  clock(real: Clock): Clock;
  backend(real: Backend): Backend;
  store(real: BlobStore): BlobStore;
  ledger(real: Ledger): Ledger;
  runner<Own extends Pick<Runner, "run">>(real: Own): Own;
  /** Told of each thread or process that runs a task. */
  onWorker(worker: StartedWorker): void;
  /** What is told to whoever follows the run. */
  listener<Told extends unknown[]>(
    tell: (...told: Told) => void | Promise<void>,
  ): (...told: Told) => void | Promise<void>;
  /** Lets go of what the run has opened, once its owner is gone. */
  onGone(close: () => PromiseLike<void>): void;
}

const current = new AsyncLocalStorage<Harness>();

/** Puts a harness around every run that is started inside of the work. */
export function harnessed<Result>(harness: Harness, work: () => Result): Result {
  return current.run(harness, work);
}

/** The harness around the caller; a run asks once, when it begins. */
export function harnessHere(): Harness | undefined {
  return current.getStore();
}

/** How the engine runs what is under a harness. */
export function underHarness(options: ExecuteOptions, harness: Harness): ExecuteOptions {
  const { unkept, runner, onEvent = () => {} } = options;
  return {
    ...options,
    random: harness.random,
    unkept: unkept === undefined ? harness.gone : AbortSignal.any([unkept, harness.gone]),
    runner: harness.runner(runner),
    onEvent: harness.listener(onEvent),
  };
}
