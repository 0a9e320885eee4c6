import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { partial } from "./folder-blobs.js";

// No write takes as long; younger ones may be another process's.
const day = 24 * 60 * 60 * 1000;

/** Deletes what processes that died left half written in a folder's store, a day after; never fails. */
export async function sweepPartial(folder: string, now = Date.now()): Promise<void> {
  const names = await readdir(join(folder, partial)).catch(() => []);
  for (const name of names) {
    const file = join(folder, partial, name);
    const { mtimeMs = now } = (await stat(file).catch(() => undefined)) ?? {};
    // Another process may sweep, too.
    if (now - mtimeMs > day) await rm(file, { force: true }).catch(() => undefined);
  }
}
