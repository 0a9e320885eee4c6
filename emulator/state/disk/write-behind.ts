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

// How long what nobody was told may wait for more: a transaction costs as much as some fifty of its rows.
const pause = 5;

/** Writes in groups: what is noted within some milliseconds, or until it is flushed, is one transaction. */
export function writeBehind(database: Database): WriteBehind {
  const notes = new Map<unknown, () => void>();
  let soon: NodeJS.Timeout | undefined;
  let retry: NodeJS.Timeout | undefined;

  function flush(): void {
    if (notes.size === 0) return;
    database.transaction(() => {
      for (const write of notes.values()) write();
    });
    notes.clear();
  }

  function flushQuietly(): void {
    soon = undefined;
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
      soon ??= setTimeout(flushQuietly, pause);
    },
    flush,
    close() {
      clearTimeout(soon);
      clearTimeout(retry);
      flush();
    },
  };
}
