import type { Clock } from "../../../../lib/engine/index.js";

/** The clock on the wall, which can leap: who sleeps over the moment that it leaps to wakes. */
export interface LeapingClock extends Clock {
  leap(milliseconds: number): void;
}

/** Makes one that has not leapt yet. */
export function leapingClock(): LeapingClock {
  let ahead = 0;
  const looks = new Set<() => void>();
  const now = () => Date.now() + ahead;
  return {
    now,
    sleep(milliseconds, signal) {
      const until = now() + milliseconds;
      return new Promise((resolve) => {
        const end = () => {
          clearTimeout(timer);
          looks.delete(look);
          signal.removeEventListener("abort", end);
          resolve();
        };
        const look = () => {
          if (now() >= until) end();
        };
        const timer = setTimeout(end, Math.min(milliseconds, 2 ** 31 - 1));
        looks.add(look);
        signal.addEventListener("abort", end);
        if (signal.aborted) end();
      });
    },
    leap(milliseconds) {
      ahead += milliseconds;
      for (const look of [...looks]) look();
    },
  };
}
