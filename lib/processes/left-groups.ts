import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { signalGroup } from "./process-group.js";

/**
 * Notes in a folder that a process leads a group, so that {@link endLeftGroups} ends the group if this process is gone without having done
 * so; the result takes the note back. Nothing is noted where nothing tells a process from a later one with its number.
 */
export function noteGroup(folder: string, leader: number): () => void {
  const mark = markOf(leader);
  if (mark === undefined) return () => {};
  const note = join(folder, String(leader));
  mkdirSync(folder, { recursive: true });
  writeFileSync(note, mark);
  return () => rmSync(note, { force: true });
}

/** Ends at once the groups that a process left which noted them in this folder; returns their leaders. */
export function endLeftGroups(folder: string): readonly number[] {
  const ended: number[] = [];
  for (const name of notesIn(folder)) {
    const leader = Number(name);
    if (readFileSync(join(folder, name), "utf8") === markOf(leader)) {
      signalGroup(leader, "SIGKILL");
      ended.push(leader);
    }
    rmSync(join(folder, name), { force: true });
  }
  return ended;
}

function notesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

// This boot and the ticks since then at which the process began, counted behind its name, which may hold blanks.
function markOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot} ${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]}`;
  } catch {
    return undefined;
  }
}
