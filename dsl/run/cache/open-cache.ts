import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { CacheEntry, OutputCache } from "../../../lib/engine/index.js";
import { type Holder, isAlive, thisProcess } from "../../../lib/journal/index.js";
import { openDatabase } from "../../../lib/sqlite/index.js";
import type { Literals } from "../../../lib/types/index.js";

/** An entry of the cache, with its key. */
export interface KeptEntry extends CacheEntry {
  readonly key: string;
}

/** A cache in a state folder, which runs and processes share. */
export interface FolderCache extends OutputCache, Disposable {
  /** The newest first, of one task or of all. */
  list(filter?: { readonly task?: string | undefined; readonly limit?: number | undefined }): readonly KeptEntry[];
  /** Forgets entries, of one task or all, and gives how many. */
  clear(task?: string): number;
}

/** How a cache is opened. */
export interface CacheOptions {
  /** Whether a file among outputs is still there; entries whose files are gone are forgotten. Default: not looked at. */
  readonly exists?: (text: string) => Promise<boolean>;
  /** Default: the clock on the wall. */
  readonly now?: () => number;
}

const schema = [
  `CREATE TABLE entries (
    key TEXT PRIMARY KEY, task TEXT NOT NULL, run TEXT NOT NULL, node TEXT NOT NULL, attempt INTEGER NOT NULL,
    at INTEGER NOT NULL, deck TEXT, parts TEXT NOT NULL, outputs TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX entries_by_task ON entries (task, at);
  CREATE TABLE reservations (
    key TEXT PRIMARY KEY, token TEXT NOT NULL, pid INTEGER NOT NULL, host TEXT NOT NULL, mark TEXT NOT NULL, beat INTEGER NOT NULL
  ) WITHOUT ROWID;`,
];

interface Row {
  readonly key: string;
  readonly task: string;
  readonly run: string;
  readonly node: string;
  readonly attempt: number;
  readonly at: number;
  readonly deck: string | null;
  readonly parts: string;
  readonly outputs: string;
}

// How long a holder's word holds, and how often somebody who waits looks, in milliseconds.
const beatEvery = 5_000;
const longestLook = 250;

/** Opens the cache of a state folder, `cache.db`, and makes it where there is none. Fails as `openDatabase` does. */
export function openCache(folder: string, { exists, now = Date.now }: CacheOptions = {}): FolderCache {
  // What is lost is made again: no commit waits for the disk.
  const database = openDatabase(join(folder, "cache.db"), { schema, durability: "normal" });
  const find = database.prepare<Row>("SELECT * FROM entries WHERE key = ?");
  const forget = database.prepare("DELETE FROM entries WHERE key = ?");
  const held = database.prepare<Holder & Record<string, string | number>>("SELECT * FROM reservations WHERE key = ?");
  const hold = database.prepare("INSERT OR REPLACE INTO reservations VALUES (?, ?, ?, ?, ?, ?)");
  const beat = database.prepare("UPDATE reservations SET beat = ? WHERE key = ? AND token = ?");
  const free = database.prepare("DELETE FROM reservations WHERE key = ? AND token = ?");

  const take = (key: string, holder: Holder) =>
    database.transaction(() => {
      const current = held.get(key);
      if (current !== undefined && isAlive(current, now())) return false;
      const { token, pid, host, mark } = holder;
      hold.run(key, token, pid, host, mark, now());
      return true;
    });

  return {
    async get(key) {
      const row = find.get(key);
      if (row === undefined) return undefined;
      const { key: _, ...entry } = toEntry(row);
      if (exists === undefined || (await allThere(entry.outputs, exists))) return entry;
      forget.run(key);
      return undefined;
    },
    put(key, { task, run, node, attempt = 0, at, deckUri, parts, outputs }) {
      database
        .prepare("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .run(key, task, run, node, attempt, at, deckUri ?? null, JSON.stringify(parts), JSON.stringify(outputs));
    },
    async reserve(key, signal) {
      const holder = thisProcess(now());
      let waited = false;
      for (let look = 20; !take(key, holder); look = Math.min(look * 2, longestLook)) {
        waited = true;
        await pause(look, undefined, { signal });
      }
      const timer = setInterval(() => quietly(() => void beat.run(now(), key, holder.token)), beatEvery);
      timer.unref();
      const release = () => {
        clearInterval(timer);
        quietly(() => void free.run(key, holder.token));
      };
      return { waited, release };
    },
    list: ({ task, limit = 1000 } = {}) =>
      database
        .prepare<Row>("SELECT * FROM entries WHERE ? IS NULL OR task = ? ORDER BY at DESC LIMIT ?")
        .all(task ?? null, task ?? null, limit)
        .map(toEntry),
    clear: (task) =>
      database.prepare("DELETE FROM entries WHERE ? IS NULL OR task = ?").run(task ?? null, task ?? null).changes,
    [Symbol.dispose]: () => database.close(),
  };
}

function toEntry({ deck, parts, outputs, ...rest }: Row): KeptEntry {
  return {
    ...rest,
    parts: JSON.parse(parts) as CacheEntry["parts"],
    outputs: JSON.parse(outputs) as Literals,
    ...(deck === null ? {} : { deckUri: deck }),
  };
}

// Files may stand anywhere in a value, also inside objects: every text is looked at.
async function allThere(value: unknown, exists: (text: string) => Promise<boolean>): Promise<boolean> {
  if (typeof value === "string") return await exists(value);
  if (typeof value !== "object" || value === null) return true;
  for (const part of Object.values(value)) if (!(await allThere(part, exists))) return false;
  return true;
}

// A reservation that cannot be written any more ends with its process.
function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // Told above.
  }
}
