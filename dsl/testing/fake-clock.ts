import type { Clock } from "../../lib/engine/index.js";
import { Duration } from "../../lib/types/index.js";

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /**
   * Moves the time on, by milliseconds or a text such as `10m`. Sleepers wake in the order in which their time comes, and
   * what they do next is done before the next one wakes.
   */
  advance(by: number | string): Promise<void>;
  /** How many are asleep. */
  readonly sleepers: number;
}

interface Sleeper {
  readonly due: number;
  wake(): void;
}

/** Opens a clock that shows `start`; default: the beginning of 2024, UTC. */
export function fakeClock(start: Date | number = Date.UTC(2024, 0, 1)): FakeClock {
  let now = Number(start);
  const asleep = new Set<Sleeper>();
  return {
    now: () => now,
    get sleepers() {
      return asleep.size;
    },
    sleep(milliseconds, signal) {
      return new Promise((resolve) => {
        const sleeper: Sleeper = {
          due: now + Math.max(0, milliseconds),
          wake: () => {
            asleep.delete(sleeper);
            signal.removeEventListener("abort", sleeper.wake);
            resolve();
          },
        };
        if (signal.aborted) return resolve();
        asleep.add(sleeper);
        signal.addEventListener("abort", sleeper.wake);
      });
    },
    async advance(by) {
      const end = now + (typeof by === "string" ? Duration.parse(by).toMilliseconds() : by);
      await settled();
      for (let next = earliest(asleep, end); next !== undefined; next = earliest(asleep, end)) {
        now = Math.max(now, next.due);
        next.wake();
        await settled();
      }
      now = end;
    },
  };
}

function earliest(asleep: ReadonlySet<Sleeper>, end: number): Sleeper | undefined {
  let first: Sleeper | undefined;
  for (const sleeper of asleep) if (first === undefined || sleeper.due < first.due) first = sleeper;
  return first === undefined || first.due > end ? undefined : first;
}

// Lets everything run that needs no time: promises, and what was put off to the next turn of the loop.
async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
