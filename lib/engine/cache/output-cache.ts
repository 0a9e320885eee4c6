import type { Literals } from "../../types/index.js";

/** Outputs that an earlier run left, and where they come from. */
export interface CacheEntry {
  readonly outputs: Literals;
  /** Name of the task. */
  readonly task: string;
  readonly run: string;
  /** Unique id of the node that made them. */
  readonly node: string;
  /** Of the node's task, counted from 0; absent in entries of older versions. */
  readonly attempt?: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly deckUri?: string;
  /** What the key was made of, so that a miss can be explained: digests by `task`, `interface`, `version`, `inputs.<name>`. */
  readonly parts: Readonly<Record<string, string>>;
}

/** Keeps outputs of tasks by the digest of what they were made from. */
export interface OutputCache {
  get(key: string): CacheEntry | undefined | Promise<CacheEntry | undefined>;
  put(key: string, entry: CacheEntry): void | Promise<void>;
  /**
   * Waits until nobody elsewhere makes the outputs of a key, and keeps others from it. Rejects when the signal fires. Absent in
   * a cache that one process has to itself.
   */
  reserve?(key: string, signal: AbortSignal): Promise<Reservation>;
}

/** The right to make the outputs of a key. */
export interface Reservation {
  /** Whether somebody else had it before: the outputs may be there now. */
  readonly waited: boolean;
  release(): void;
}

/** A cache that lives as long as it is referenced. */
export function memoryCache(): OutputCache {
  const entries = new Map<string, CacheEntry>();
  return {
    get: (key) => entries.get(key),
    put(key, entry) {
      entries.set(key, entry);
    },
  };
}
