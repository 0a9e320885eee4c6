import { statfsSync } from "node:fs";
import { dirname } from "node:path";
import { failure } from "../../../lib/errors/index.js";

// What the largest message may come to, and what runs that go on have to tell.
const least = 8 * 1024 * 1024;

/** Fails with `STATE_DISK_FULL` where the disk of a file has no room left for changes, but for those of runs that go on. */
export function expectRoom(file: string): void {
  const left = roomOf(dirname(file));
  if (left !== undefined && left < least) throw failure("STATE_DISK_FULL", { file });
}

function roomOf(folder: string): number | undefined {
  try {
    const { bavail, bsize, blocks } = statfsSync(folder);
    // Some file systems count nothing.
    return blocks === 0 ? undefined : bavail * bsize;
  } catch {
    return undefined;
  }
}
