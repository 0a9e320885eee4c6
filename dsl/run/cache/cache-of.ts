import type { BlobStore } from "../../../lib/blobs/index.js";
import { memoryCache, type OutputCache } from "../../../lib/engine/index.js";
import type { Compiled } from "../../compile/index.js";

/** The cache of a run, and what closes it. */
export interface OpenCache {
  readonly cache?: OutputCache;
  closeCache(): void;
}

/** The cache that a run was given, that of its state folder, or one in memory; none where no task may be cached. */
export async function cacheOf(
  { dag }: Compiled,
  given: { readonly state: string; readonly store: BlobStore; readonly cache: OutputCache | "off" | undefined },
): Promise<OpenCache> {
  const { state, store, cache } = given;
  const closeCache = () => {};
  if (cache === "off") return { closeCache };
  if (cache !== undefined) return { cache, closeCache };
  // SQLite is loaded by those who cache something; what a task decides on while it runs is not known here.
  const isNeeded = Object.values(dag.tasks).some((task) => task.cache !== undefined);
  if (state === "memory" || !isNeeded) return { cache: memoryCache(), closeCache };
  try {
    const { openCache } = await import("./open-cache.js");
    const opened = openCache(state, { exists: (text) => isThere(store, text) });
    return { cache: opened, closeCache: () => opened[Symbol.dispose]() };
  } catch {
    // A cache that fails costs time only.
    return { cache: memoryCache(), closeCache };
  }
}

// Only what lies in the store of the state folder is looked for; a folder is there when something lies in it.
async function isThere(store: BlobStore, text: string): Promise<boolean> {
  if (!text.startsWith(store.join("", "x").slice(0, -1))) return true;
  return (await store.exists(text)) || (await store.list(`${text}/`)).length > 0;
}
