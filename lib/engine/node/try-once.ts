import { Cancellation } from "../run/cancellation.js";
import type { RunContext } from "../run/context.js";

/** How one try ended; a try that was told to end counts as ended, whatever it says afterwards. */
export type Try<T> =
  | { readonly kind: "done"; readonly value: T }
  | { readonly kind: "failed"; readonly thrown: unknown }
  | { readonly kind: "late" }
  | { readonly kind: "cancelled" };

/** What bounds a try. */
export interface Bounds {
  readonly cancellation: Cancellation;
  /** Milliseconds. */
  readonly timeout?: number | undefined;
  /** Reason of the signal when the time is over. */
  tooLate(): unknown;
  /** Milliseconds that the body has to end once told to; Infinity waits for it. */
  readonly grace: number;
}

/**
 * Runs a body until it settles, its time is over, or it is cancelled. In the last two cases its cancellation fires and the
 * body gets a grace period; after that it is left behind, and what it still does has no effect here. Never rejects.
 */
export function tryOnce<T>(
  { clock }: Pick<RunContext, "clock">,
  { cancellation: above, timeout, tooLate, grace }: Bounds,
  body: (cancellation: Cancellation) => T | Promise<T>,
): Promise<Try<T>> {
  return new Promise((resolve) => {
    const own = new Cancellation();
    const timers = new Cancellation();
    let ending: "late" | "cancelled" | undefined;
    const finish = (end: Try<T>) => {
      unwatch();
      timers.cancel(undefined);
      resolve(end);
    };
    const stop = (kind: "late" | "cancelled", reason: unknown) => {
      if (ending !== undefined) return;
      ending = kind;
      own.cancel(reason);
      if (Number.isFinite(grace)) after(grace, () => finish({ kind }));
    };
    const after = (milliseconds: number, then: () => void) => {
      const act = () => {
        if (!timers.cancelled) then();
      };
      clock.sleep(milliseconds, timers.signal).then(act, act);
    };

    // Before the body starts, since the body itself may be what ends the run.
    const unwatch = above.watch((reason) => stop("cancelled", reason));
    start(body, own).then(
      (value) => finish(ending === undefined ? { kind: "done", value } : { kind: ending }),
      (thrown) => finish(ending === undefined ? { kind: "failed", thrown } : { kind: ending }),
    );
    if (timeout !== undefined) after(timeout, () => stop("late", tooLate()));
  });
}

function start<T>(body: (cancellation: Cancellation) => T | Promise<T>, own: Cancellation): Promise<T> {
  try {
    return Promise.resolve(body(own));
  } catch (thrown) {
    return Promise.reject(thrown);
  }
}
