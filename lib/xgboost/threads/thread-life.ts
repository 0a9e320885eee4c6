import { existsSync, readlinkSync } from "node:fs";

/** Number of the calling thread, as the system counts; 0 where it does not tell, which is anywhere but on Linux. */
export function ownThread(): number {
  try {
    // `PID/task/THREAD`
    return Number(readlinkSync("/proc/thread-self").split("/").at(-1)) || 0;
  } catch {
    return 0;
  }
}

/** Whether a thread of this process is gone; false where the system does not tell. */
export function hasEnded(thread: number): boolean {
  return thread > 0 && !existsSync(`/proc/self/task/${thread}`);
}
