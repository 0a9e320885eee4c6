/** Looks again and again at what has been gathered, as long as something is. */
export interface Looks {
  /** Asks for a look; several before it are one. */
  soon(): void;
  stop(): void;
}

// Of the time that passes, a look may take a tenth.
const pause = 10;

/** Makes looks that come at once when they are rare, and further apart the longer each takes. */
export function createLooks(look: () => unknown): Looks {
  let timer: NodeJS.Timeout | undefined;
  let resting = 0;
  return {
    soon() {
      timer ??= setTimeout(() => {
        timer = undefined;
        const start = performance.now();
        look();
        resting = (performance.now() - start) * pause;
      }, resting);
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
