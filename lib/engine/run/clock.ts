/** Time as the engine sees it; a spec gives one that it moves by hand. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Settles when the time is over or the signal fires, whichever is first. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

// A timer's delay is a signed 32-bit number; a longer one would fire at once.
const longestDelay = 2 ** 31 - 1;

/** The clock on the wall. */
export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(milliseconds, signal) {
    for (let left = milliseconds; left > 0 && !signal.aborted; left -= longestDelay) {
      await pause(Math.min(left, longestDelay), signal);
    }
  },
};

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end);
  });
}
