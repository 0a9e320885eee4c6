import type { Database } from "../../../lib/sqlite/index.js";

/** Changes that are kept together, soon or when somebody asks for it. */
export interface WriteBehind {
  /** Notes how a thing will be written; only the last word about a thing counts. */
  later(thing: unknown, write: () => void): void;
  /** Writes what was noted, all or nothing. Fails as the database does, and then keeps the notes. */
  flush(): void;
  close(): void;
}

// How soon a write that failed is tried again, where no request asks for it before.
const patience = 1000;

/**
 * Writes in groups: what is noted in one turn of the event loop is one transaction, at the end of the turn or when it is
 * flushed.
 */
export function writeBehind(database: Database): WriteBehind {
  const notes = new Map<unknown, () => void>();
  let turn: NodeJS.Immediate | undefined;
  let retry: NodeJS.Timeout | undefined;

  function flush(): void {
    if (notes.size === 0) return;
    database.transaction(() => {
      for (const write of notes.values()) write();
    });
    notes.clear();
  }

  function flushQuietly(): void {
    turn = undefined;
    try {
      flush();
    } catch {
      // Requests tell of it, since they flush before they answer.
      retry ??= setTimeout(() => {
        retry = undefined;
        flushQuietly();
      }, patience).unref();
    }
  }

  return {
    later(thing, write) {
      notes.set(thing, write);
      turn ??= setImmediate(flushQuietly);
    },
    flush,
    close() {
      clearImmediate(turn);
      clearTimeout(retry);
      flush();
    },
  };
}
