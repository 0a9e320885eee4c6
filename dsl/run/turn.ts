// When the event loop last began a turn, as far as anybody has asked since.
let since: number | undefined;

// Shorter than what a person notices.
const longest = 50;

/**
 * Lets the event loop turn when bodies in this thread have kept it for long: one after the other they would leave no moment for
 * a Ctrl-C, a call to the emulator, or an abort. Undefined where that is not needed.
 */
export function letLoopTurn(): Promise<void> | undefined {
  const now = performance.now();
  if (since === undefined) {
    since = now;
    setImmediate(() => {
      since = undefined;
    });
    return undefined;
  }
  return now - since < longest ? undefined : new Promise((resolve) => setImmediate(resolve));
}
