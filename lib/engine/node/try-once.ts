import { Cancellation } from "../run/cancellation.js";
import type { Clock } from "../run/clock.js";
import { onStall } from "../run/stall.js";

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
  /** What is thrown for a body that nothing can wake any more; absent where the body wakes by itself. */
  stalled?(): unknown;
  /** Milliseconds that the body has to end once told to; Infinity waits for it. */
  readonly grace: number;
}

/**
 * Runs a body until it settles, its time is over, or it is cancelled. In the last two cases its cancellation fires and the
 * body gets a grace period; after that it is left behind, and what it still does has no effect here. Never rejects.
 */
export function tryOnce<T>(
  clock: Clock,
  bounds: Bounds,
  body: (cancellation: Cancellation) => T | Promise<T>,
): Promise<Try<T>> {
  return new Promise((resolve) => new Trial(clock, bounds, resolve).run(body));
}

// A class and not closures: a fan-out has tens of thousands of these at once.
class Trial<T> {
  readonly #clock: Clock;
  readonly #bounds: Bounds;
  readonly #resolve: (end: Try<T>) => void;
  readonly #own = new Cancellation();
  #timers: Cancellation | undefined;
  #unwatch: (() => void) | undefined;
  #unstall: (() => void) | undefined;
  #ending: "late" | "cancelled" | undefined;

  constructor(clock: Clock, bounds: Bounds, resolve: (end: Try<T>) => void) {
    this.#clock = clock;
    this.#bounds = bounds;
    this.#resolve = resolve;
  }

  run(body: (cancellation: Cancellation) => T | Promise<T>): void {
    const { cancellation, timeout, tooLate, stalled } = this.#bounds;
    // Before the body starts, since the body itself may be what ends the run.
    this.#unwatch = cancellation.watch((reason) => this.#stop("cancelled", reason));
    if (stalled !== undefined) this.#unstall = onStall(() => this.#finish({ kind: "failed", thrown: stalled() }));
    start(body, this.#own).then(
      (value) => this.#finish({ kind: "done", value }),
      (thrown) => this.#finish({ kind: "failed", thrown }),
    );
    if (timeout !== undefined) this.#after(timeout, () => this.#stop("late", tooLate()));
  }

  #stop(kind: "late" | "cancelled", reason: unknown): void {
    if (this.#ending !== undefined) return;
    this.#ending = kind;
    this.#own.cancel(reason);
    const { grace } = this.#bounds;
    if (Number.isFinite(grace)) this.#after(grace, () => this.#finish({ kind }));
  }

  #finish(end: Try<T>): void {
    this.#unwatch?.();
    this.#unstall?.();
    this.#timers?.cancel(undefined);
    this.#resolve(this.#ending === undefined ? end : { kind: this.#ending });
  }

  #after(milliseconds: number, then: () => void): void {
    this.#timers ??= new Cancellation();
    const timers = this.#timers;
    const act = () => {
      if (!timers.cancelled) then();
    };
    this.#clock.sleep(milliseconds, timers.signal).then(act, act);
  }
}

function start<T>(body: (cancellation: Cancellation) => T | Promise<T>, own: Cancellation): Promise<T> {
  try {
    return Promise.resolve(body(own));
  } catch (thrown) {
    return Promise.reject(thrown);
  }
}
