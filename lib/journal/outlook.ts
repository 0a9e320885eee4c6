import type { Listeners } from "./journal.js";
import type { Ledger, RunRow } from "./ledger/ledger.js";
import type { Recorder } from "./recording.js";
import type { Values } from "./values.js";

/** A run that this process holds. */
export interface Held {
  readonly row: RunRow;
  readonly recorder: Recorder;
  readonly listeners: Listeners;
  /** Gates whose values it has been given. */
  readonly signals: Iterable<string>;
}

/** What other processes do to the runs of this one: looked at a few times a second, as long as anybody asks. */
export interface Outlook {
  /** Looks out for a run, from what it is asked now on. */
  add(held: Held): void;
  remove(key: number): void;
  /** Calls back when another process may have changed something, until it is taken back. */
  watch(each: () => void): () => void;
  /** Looks at once. */
  look(): void;
  /** Lets all runs go. */
  close(): Promise<void>;
}

// Milliseconds.
const lookEvery = 200;
const restAfter = 3_000;

/** Looks out for runs in a ledger. */
export function createOutlook(ledger: Ledger, values: Values, now: () => number): Outlook {
  const held = new Map<number, Held & { readonly heard: { abort?: string; readonly signals: Set<string> } }>();
  const looks = new Set<() => void>();
  let version = -1;
  let refusedAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  const watching = () => {
    const isNeeded = held.size + looks.size > 0;
    if (isNeeded) timer ??= setInterval(look, lookEvery);
    else clearInterval(timer);
    if (!isNeeded) timer = undefined;
    // Who watches waits for others; a run of this process lives by what it does itself.
    if (looks.size > 0) timer?.ref();
    else timer?.unref();
  };
  function look(): void {
    keepAlive();
    sensing(() => {
      const current = ledger.version();
      if (current === version) return;
      for (const key of held.keys()) hear(key);
      for (const each of looks) each();
      version = current;
    });
  }
  function keepAlive(): void {
    const at = now();
    if (Math.abs(at - refusedAt) < restAfter) return;
    const due = [...held.values()].filter(({ recorder }) => recorder.isSilent(at));
    if (due.length === 0) return;
    try {
      ledger.transaction(() => {
        for (const { recorder } of due) recorder.keepAlive(at);
      });
    } catch {
      // Whatever is wrong will be found by what must be written. A try holds up all else while somebody is at work there.
      refusedAt = at;
    }
  }
  function sensing(work: () => void): void {
    try {
      work();
    } catch {
      // Who must read or write will meet the same, and can say so. Here it is looked at again.
      version = -1;
    }
  }
  function hear(key: number): void {
    const { row, listeners, heard } = held.get(key)!;
    const { abort } = ledger.find(row.id) ?? {};
    if (abort !== undefined && heard.abort === undefined) {
      heard.abort = abort;
      listeners.onAbort?.(abort);
    }
    for (const { name, value } of listeners.onSignal === undefined ? [] : ledger.signals(key)) {
      if (heard.signals.has(name)) continue;
      heard.signals.add(name);
      values.readOne(value).then(
        (literal) => listeners.onSignal?.(name, literal),
        // It is looked at again with the next change.
        () => heard.signals.delete(name),
      );
    }
  }

  return {
    add(one) {
      held.set(one.row.key, { ...one, heard: { signals: new Set(one.signals) } });
      watching();
      sensing(() => hear(one.row.key));
    },
    remove(key) {
      held.delete(key);
      watching();
    },
    watch(each) {
      looks.add(each);
      watching();
      return () => {
        looks.delete(each);
        watching();
      };
    },
    look,
    async close() {
      for (const { recorder } of [...held.values()]) await recorder.release();
      looks.clear();
      watching();
    },
  };
}
