import PQueue from "p-queue";
import type { Cancellation } from "./cancellation.js";

/** Gives a place back. */
export type Release = () => void;

/** How many attempts may run at once. */
export interface Limits {
  /** In the whole run; absent or 0: no limit. */
  readonly concurrency?: number | undefined;
  /** In each pool. */
  readonly pools?: Readonly<Record<string, number>> | undefined;
}

/** What an attempt needs a place for. */
export interface Wish {
  readonly pool?: string | undefined;
  readonly priority?: number | undefined;
}

/** The places of a run: in its pools, and in the run as a whole. */
export interface Lanes {
  /** A place, as soon as there is one; `undefined` when the attempt was cancelled meanwhile. */
  enter(wish: Wish, cancellation: Cancellation): Release | Promise<Release | undefined>;
}

/** Queues for the limits of a run: higher priority first, then first come, first served. */
export function createLanes({ concurrency, pools = {} }: Limits): Lanes {
  const whole = concurrency === undefined || concurrency <= 0 ? undefined : new PQueue({ concurrency });
  const byPool = new Map(Object.entries(pools).map(([name, size]) => [name, new PQueue({ concurrency: size })]));
  return {
    enter(wish, cancellation) {
      const pool = wish.pool === undefined ? undefined : byPool.get(wish.pool);
      // The pool comes first: who waits for a pool must not hold a place that others could use.
      const queues = [pool, whole].filter((queue) => queue !== undefined);
      return queues.length === 0 ? () => {} : enterAll(queues, wish.priority ?? 0, cancellation);
    },
  };
}

async function enterAll(
  queues: readonly PQueue[],
  priority: number,
  cancellation: Cancellation,
): Promise<Release | undefined> {
  const held: Release[] = [];
  const releaseAll = () => {
    for (const release of held.splice(0)) release();
  };
  for (const queue of queues) {
    const release = await enter(queue, priority, cancellation);
    if (release === undefined) {
      releaseAll();
      return undefined;
    }
    held.push(release);
  }
  return releaseAll;
}

function enter(queue: PQueue, priority: number, cancellation: Cancellation): Promise<Release | undefined> {
  return new Promise((resolve) => {
    const unwatch = cancellation.watch(() => resolve(undefined));
    const hold = () =>
      new Promise<void>((release) => {
        unwatch();
        resolve(release);
        // Whoever was cancelled while waiting has no use for the place.
        if (cancellation.cancelled) release();
      });
    void queue.add(hold, { priority });
  });
}
