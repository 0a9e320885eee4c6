import type { Attempt } from "../../lib/engine/index.js";
import type { Literal } from "../../lib/types/index.js";

/** Values that gates of a run wait for. */
export interface Signals {
  set(name: string, value: Literal): void;
  /** Waits for a value; rejects with the reason of the attempt's signal when that fires. */
  awaitSignal(name: string, attempt: Attempt): Promise<Literal>;
}

/** Holds the values that were given, and those who wait for one; a value may be given before anybody waits. */
export function createSignals(): Signals {
  const given = new Map<string, Literal>();
  const waiting = new Set<{ readonly name: string; go(value: Literal): void }>();
  return {
    set(name, value) {
      given.set(name, value);
      for (const waiter of waiting) if (waiter.name === name) waiter.go(value);
    },
    awaitSignal(name, { signal }) {
      return new Promise((resolve, reject) => {
        const value = given.get(name);
        if (value !== undefined) return resolve(value);
        if (signal.aborted) return reject(signal.reason);
        const stop = () => {
          waiting.delete(waiter);
          reject(signal.reason);
        };
        const waiter = {
          name,
          go(value: Literal) {
            waiting.delete(waiter);
            signal.removeEventListener("abort", stop);
            resolve(value);
          },
        };
        waiting.add(waiter);
        signal.addEventListener("abort", stop, { once: true });
      });
    },
  };
}
