import { failure } from "../../errors/index.js";
import type { ExecutionError } from "../event.js";
import { Cancellation } from "./cancellation.js";
import type { Clock } from "./clock.js";
import { sayDuration, toGoDuration } from "./go-duration.js";
import { textOf } from "./judge.js";
import { toMilliseconds } from "../../types/index.js";

/** What to watch for while a run goes on. */
export interface Watch {
  readonly signal: AbortSignal | undefined;
  /** Fires when the run cannot go on recording. */
  readonly unkept?: AbortSignal | undefined;
  /** Longest time of the run, as a duration literal. */
  readonly timeout: string | undefined;
  /** When the run began, in milliseconds since the epoch, where that was in an earlier go. */
  readonly startedAt?: number | undefined;
  /** Why an earlier go was being aborted. */
  readonly aborting?: unknown;
  /** Called before anything is stopped. */
  onAborting(cause: string, reason: unknown): Promise<void> | undefined;
  onFailing(error: ExecutionError): Promise<void> | undefined;
}

/** What can end a run from outside its graph. */
export interface Stops {
  /** Ended by an abort, or by a listener that failed. */
  readonly whole: Cancellation;
  /** Ended by those and by the run's timeout. */
  readonly nodes: Cancellation;
  /** Why the run was aborted, once it was. */
  readonly cause: string | undefined;
  /** The same as it was given. */
  readonly reason: unknown;
  readonly timedOut: ExecutionError | undefined;
  /** Why the run cannot go on recording. */
  readonly broken: ExecutionError | undefined;
  breakOff(thrown: unknown): void;
  /** Starts watching. Where something ends the run at once, wait for the promise before anything is started. */
  watch(watch: Watch): Promise<void> | undefined;
  /** Stops watching. */
  close(): void;
}

/** Makes the stops of one run. */
export function createStops(clock: Clock): Stops {
  const whole = new Cancellation();
  const nodes = new Cancellation(whole);
  const watching = new Cancellation();
  const found: { cause?: string; reason?: unknown; timedOut?: ExecutionError; broken?: ExecutionError } = {};

  const abort = async (reason: unknown, { onAborting }: Pick<Watch, "onAborting">) => {
    if (watching.cancelled || found.cause !== undefined) return;
    found.cause = textOf(reason);
    found.reason = reason;
    const told = onAborting(found.cause, reason);
    if (told) await told;
    whole.cancel(reason);
  };

  const expire = async (timeout: string, { onFailing }: Watch) => {
    if (watching.cancelled || whole.cancelled || found.cause !== undefined) return;
    const message = `run timeout [${toGoDuration(toMilliseconds(timeout))}] expired`;
    const thrown = failure("RUN_TIMED_OUT", { timeout: sayDuration(timeout) });
    found.timedOut = { code: "Timeout", message, kind: "USER", thrown };
    const told = onFailing(found.timedOut);
    if (told) await told;
    nodes.cancel(thrown);
  };

  const breakOff = (thrown: unknown) => {
    const message = `the listener of the run failed: ${textOf(thrown)}`;
    found.broken ??= { code: "RUN_LISTENER_FAILED", message, kind: "SYSTEM", thrown };
    whole.cancel(failure("RUN_BROKEN_OFF", { why: textOf(thrown) }, { cause: thrown }));
  };
  const listen = (signal: AbortSignal, act: () => void) => {
    signal.addEventListener("abort", act);
    watching.watch(() => signal.removeEventListener("abort", act));
  };

  return {
    whole,
    nodes,
    get cause() {
      return found.cause;
    },
    get reason() {
      return found.reason;
    },
    get timedOut() {
      return found.timedOut;
    },
    get broken() {
      return found.broken;
    },
    breakOff,
    watch(watch) {
      const { signal, unkept, timeout, startedAt, aborting } = watch;
      if (unkept !== undefined) listen(unkept, () => breakOff(unkept.reason));
      if (unkept?.aborted) breakOff(unkept.reason);
      if (aborting !== undefined) return abort(aborting, watch);
      if (signal?.aborted) return abort(signal.reason, watch);
      if (signal !== undefined) listen(signal, () => void abort(signal.reason, watch));
      if (timeout === undefined) return undefined;
      // A clock that was set back gives nobody more time than the whole.
      const spent = startedAt === undefined ? 0 : Math.max(0, clock.now() - startedAt);
      const left = toMilliseconds(timeout) - spent;
      if (left <= 0 && startedAt !== undefined) return expire(timeout, watch);
      const act = () => void expire(timeout, watch);
      clock.sleep(left, watching.signal).then(act, act);
      return undefined;
    },
    close: () => watching.cancel(undefined),
  };
}
