import type { Clock } from "../../lib/engine/index.js";

/** A clock that moves only when told to. */
export interface FakeClock extends Clock {
  /** Moves on, waking sleepers in order; work that they start gets its turns before the clock moves further. */
  advance(milliseconds: number): Promise<void>;
  /** Moves to the next sleeper, again and again, until the promise settles. */
  until<T>(promise: Promise<T>): Promise<T>;
}

/** Makes a clock that stands at 0, or at the given time. */
export function fakeClock(start = 0): FakeClock {
  let now = start;
  let sleepers: { readonly at: number; wake(): void }[] = [];
  const next = () => sleepers.toSorted((a, b) => a.at - b.at)[0];

  const moveTo = async (end: number) => {
    await turns();
    for (let first = next(); first !== undefined && first.at <= end; first = next()) {
      now = Math.max(now, first.at);
      first.wake();
      await turns();
    }
    now = Math.max(now, end);
  };

  return {
    now: () => now,
    sleep(milliseconds, signal) {
      return new Promise((resolve) => {
        const sleeper = {
          at: now + milliseconds,
          wake() {
            sleepers = sleepers.filter((other) => other !== sleeper);
            signal.removeEventListener("abort", sleeper.wake);
            resolve();
          },
        };
        if (signal.aborted) return resolve();
        sleepers.push(sleeper);
        signal.addEventListener("abort", sleeper.wake);
      });
    },
    advance: (milliseconds) => moveTo(now + milliseconds),
    async until(promise) {
      let settled = false;
      const done = promise.finally(() => {
        settled = true;
      });
      done.catch(() => {});
      await turns();
      while (!settled) {
        const first = next();
        if (first === undefined) throw new Error("nothing sleeps, and the promise has not settled");
        await moveTo(first.at);
      }
      return await done;
    },
  };
}

/** Gives everything that is ready to go on its turns. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
