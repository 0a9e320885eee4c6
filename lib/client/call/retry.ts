import { isTransient } from "./call-failure.js";
import { type Timer, machineTimer } from "./timer.js";

/** How long a call is tried again. */
export interface Patience {
  /** Milliseconds from the first failure on; 0 gives up at once. */
  readonly forMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Timer | undefined;
}

/**
 * Repeats a call that fails for reasons that pass (no connection, too busy, too slow), waiting 0.1 s at first and twice
 * as long each time up to 5 s, until it succeeds or the patience is over; then the last error is thrown.
 */
export async function patiently<T>(
  work: () => Promise<T>,
  { forMs, signal, clock = machineTimer }: Patience,
): Promise<T> {
  let since: number | undefined;
  for (let pause = 100; ; pause = Math.min(pause * 2, 5_000)) {
    try {
      return await work();
    } catch (error) {
      since ??= clock.now();
      if (!isTransient(error) || clock.now() - since + pause > forMs) throw error;
    }
    await clock.sleep(pause, signal);
  }
}
