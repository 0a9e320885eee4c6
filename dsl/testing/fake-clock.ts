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

/** How a fake clock goes. */
export interface FakeClockOptions {
  /**
   * `by hand` (default): only when told to. `when idle`: also by itself, to the moment of the next sleeper, whenever nothing else goes
   * on in this process: no turn of the loop is due, no file is read, no thread or process of a task runs. What goes on behind a
   * network is not seen.
   */
  readonly moves?: "by hand" | "when idle";
}

interface Sleeper {
  readonly due: number;
  wake(): void;
}

/** Opens a clock that shows `start`; default: the beginning of 2024, UTC. */
export function fakeClock(
  start: Date | number = Date.UTC(2024, 0, 1),
  { moves = "by hand" }: FakeClockOptions = {},
): FakeClock {
  let now = Number(start);
  let isMoving = moves === "by hand";
  const asleep = new Set<Sleeper>();
  const wakeNext = (end: number) => {
    const next = earliest(asleep, end);
    if (next === undefined) return false;
    now = Math.max(now, next.due);
    next.wake();
    return true;
  };
  const moveOn = async () => {
    if (isMoving) return;
    isMoving = true;
    do await idle();
    while (wakeNext(Number.POSITIVE_INFINITY));
    isMoving = false;
  };
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
        void moveOn();
      });
    },
    async advance(by) {
      const end = now + (typeof by === "string" ? Duration.parse(by).toMilliseconds() : by);
      await settled();
      while (wakeNext(end)) await settled();
      now = Math.max(now, end);
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
  for (let turn = 0; turn < 3; turn += 1) await nextTurn();
}

// What Node calls requests under way, and what runs beside this thread.
const busy = /Req|Connect|WriteWrap|Job|ProcessWrap|Worker|MessagePort/;
// Turns that clocks wait for; without them, two clocks would each wait for the other.
let ownTurns = 0;

async function idle(): Promise<void> {
  for (let quiet = 0; quiet < 3; ) {
    await nextTurn();
    const active = process.getActiveResourcesInfo();
    const turns = active.filter((name) => name === "Immediate").length - ownTurns;
    quiet = turns > 0 || active.some((name) => busy.test(name)) ? 0 : quiet + 1;
  }
}

function nextTurn(): Promise<void> {
  ownTurns += 1;
  return new Promise((resolve) =>
    setImmediate(() => {
      ownTurns -= 1;
      resolve();
    }),
  );
}
