import type { Cancellation } from "../run/cancellation.js";
import type { OutputCache } from "./output-cache.js";

// By cache, so that runs of one process that share a cache also wait for each other.
const flights = new WeakMap<OutputCache, Map<string, Promise<void>>>();

/** Waits until nobody in this process makes the outputs of a key; false when cancelled meanwhile. */
export async function awaitFlight(cache: OutputCache, key: string, cancellation: Cancellation): Promise<boolean> {
  const flight = flights.get(cache)?.get(key);
  if (flight === undefined) return !cancellation.cancelled;
  await new Promise<void>((resolve) => {
    const unwatch = cancellation.watch(() => resolve());
    void flight.then(() => {
      unwatch();
      resolve();
    });
  });
  return !cancellation.cancelled;
}

/** Whether somebody makes the outputs of a key now. */
export function inFlight(cache: OutputCache, key: string): boolean {
  return flights.get(cache)?.has(key) ?? false;
}

/** Makes others wait until the result is called. */
export function takeOff(cache: OutputCache, key: string): () => void {
  const open = flights.get(cache) ?? new Map<string, Promise<void>>();
  flights.set(cache, open);
  let land = () => {};
  open.set(
    key,
    new Promise((resolve) => {
      land = resolve;
    }),
  );
  return () => {
    open.delete(key);
    land();
  };
}
