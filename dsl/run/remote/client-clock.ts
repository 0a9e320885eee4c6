import type { Clock } from "../../../lib/client/index.js";
import type { Clock as EngineClock } from "../../../lib/engine/index.js";

/** The engine's clock for calls to a backend, whose waits end with the reason of their signal. */
export function clientClock(clock: EngineClock): Clock {
  return {
    now: () => clock.now(),
    async sleep(milliseconds, signal) {
      await clock.sleep(milliseconds, signal ?? never);
      signal?.throwIfAborted();
    },
  };
}

const never = new AbortController().signal;
