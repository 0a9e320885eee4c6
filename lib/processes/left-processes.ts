import { readdirSync, readFileSync } from "node:fs";

/** Variable in the environment of whatever is started for somebody, by which it is found when that one is gone. */
export const startedBy = "FLYTEPATH_STARTED_BY";

/**
 * Ends at once every process whose environment has this variable with this value, and returns their numbers: what is left of a process
 * that started them so and is gone. Where there is no `/proc`, nobody is found.
 */
export function endLeftProcesses(variable: string, value: string): readonly number[] {
  const ended: number[] = [];
  // Once more after those that were found, since they may have started others meanwhile.
  for (let found = processesWith(`${variable}=${value}`); found.length > 0 && ended.length < 10_000; ) {
    for (const id of found) kill(id);
    ended.push(...found);
    found = processesWith(`${variable}=${value}`).filter((id) => !ended.includes(id));
  }
  return ended;
}

function processesWith(entry: string): readonly number[] {
  return numbersIn("/proc").filter((id) => id !== process.pid && environmentOf(id).split("\0").includes(entry));
}

function numbersIn(folder: string): readonly number[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

// Of others' processes, and of those that are gone, nothing can be read.
function environmentOf(id: number): string {
  try {
    return readFileSync(`/proc/${id}/environ`, "utf8");
  } catch {
    return "";
  }
}

function kill(id: number): void {
  try {
    process.kill(id, "SIGKILL");
  } catch {
    // It has ended.
  }
}
