import type { Event } from "../../lib/engine/index.js";

/** Events of a run, for readers that come and go. */
export interface EventLog extends AsyncIterable<Event> {
  add(event: Event): void;
  /** No more events follow. */
  end(): void;
}

/** Keeps events in order: each reader gets all of them from the first, and waits for those that are still to come. */
export function createEventLog(): EventLog {
  const events: Event[] = [];
  let ended = false;
  let waiting: (() => void)[] = [];
  const wake = () => {
    const readers = waiting;
    waiting = [];
    for (const reader of readers) reader();
  };
  return {
    add(event) {
      events.push(event);
      wake();
    },
    end() {
      ended = true;
      wake();
    },
    async *[Symbol.asyncIterator]() {
      for (let at = 0; ; at += 1) {
        while (at >= events.length) {
          if (ended) return;
          await new Promise<void>((resume) => waiting.push(resume));
        }
        yield events[at]!;
      }
    },
  };
}
