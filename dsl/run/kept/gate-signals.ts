import type { Runner } from "../../../lib/engine/index.js";

/**
 * Waits for values of gates so that the process lives on: where a run is kept, another process may give them, of which this
 * one sees nothing coming.
 */
export function stayingAwake(awaitSignal: NonNullable<Runner["awaitSignal"]>): NonNullable<Runner["awaitSignal"]> {
  return async (name, attempt) => {
    const awake = setInterval(() => {}, 2 ** 30);
    try {
      return await awaitSignal(name, attempt);
    } finally {
      clearInterval(awake);
    }
  };
}
