/** A number of places that are taken and given back; who finds none waits, first come, first served. */
export interface Places {
  /** Resolves with what gives the place back; rejects with the signal's reason. `onWait` is called where none is free. */
  take(signal: AbortSignal, onWait?: () => void): Promise<() => void>;
}

/** Makes free places. */
export function createPlaces(count: number): Places {
  let free = count;
  const waiting = new Set<() => void>();
  // A place goes from hand to hand while anybody waits.
  const giveBack = () => {
    const [next] = waiting;
    if (next === undefined) free += 1;
    else next();
  };
  return {
    async take(signal, onWait) {
      signal.throwIfAborted();
      if (free > 0) free -= 1;
      else {
        onWait?.();
        await turn(waiting, signal);
      }
      let given = false;
      return () => {
        if (!given) giveBack();
        given = true;
      };
    },
  };
}

function turn(waiting: Set<() => void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (then: () => void) => {
      waiting.delete(wake);
      signal.removeEventListener("abort", stop);
      then();
    };
    const wake = () => settle(resolve);
    const stop = () => settle(() => reject(signal.reason));
    waiting.add(wake);
    signal.addEventListener("abort", stop);
  });
}
