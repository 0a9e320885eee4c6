import type { Timer } from "../../../lib/client/index.js";
import type { Clock } from "../../../lib/engine/index.js";

/** The engine's clock for calls to a backend, whose waits end with the reason of their signal. */
export function clientTimer(clock: Clock): Timer {
  return {
    now: () => clock.now(),
    async sleep(milliseconds, signal) {
      await clock.sleep(milliseconds, signal ?? never);
      signal?.throwIfAborted();
    },
  };
}

const never = new AbortController().signal;
