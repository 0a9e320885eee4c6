import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** A process that holds a run. */
export interface Holder {
  /** Another one each time a run is taken. */
  readonly token: string;
  readonly pid: number;
  readonly host: string;
  /** Tells a process from a later one of the same number, where the system does; else empty. */
  readonly mark: string;
  /** When it last said that it is alive, in milliseconds since the epoch. */
  readonly beat: number;
}

/** How long a holder on another machine may be silent, in milliseconds. */
export const silence = 30_000;

// Held by this process once, and given up without a word that could be written.
const forsaken = new Set<string>();

/** Gives a run up where that cannot be written: to this process, its holder is dead from now on. */
export function forsake({ token }: Holder): void {
  forsaken.add(token);
}

/** This process as the holder of a run. */
export function thisProcess(now: number): Holder {
  return { token: crypto.randomUUID(), pid: process.pid, host: hostname(), mark: markOf(process.pid) ?? "", beat: now };
}

/**
 * Whether a holder still lives. One of this machine is looked for by its number and the moment it began, so that a long
 * computation that lets nothing else happen is no death; of one elsewhere only its silence tells.
 */
export function isAlive({ token, pid, host, mark, beat }: Holder, now: number): boolean {
  if (forsaken.has(token)) return false;
  if (host !== hostname()) return now - beat < silence;
  if (!exists(pid)) return false;
  const current = markOf(pid);
  // Without a mark the number may be another process's by now.
  if (current === undefined || mark === "") return pid === process.pid || now - beat < silence;
  return current === mark;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

// Of processes that were looked at a moment ago: thousands of runs may be of the same.
const marks = new Map<number, { readonly mark: string | undefined; readonly at: number }>();
const moment = 100;

function markOf(pid: number): string | undefined {
  const at = performance.now();
  const known = marks.get(pid);
  if (known !== undefined && at - known.at < moment) return known.mark;
  const mark = readMark(pid);
  if (marks.size > 1000) marks.clear();
  marks.set(pid, { mark, at });
  return mark;
}

// Ticks since boot at which the process began: field 22, counted behind the name, which may hold blanks.
function readMark(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // A zombie runs nothing any more.
    return fields[0] === "Z" ? "zombie" : `${bootId()}:${fields[19]}`;
  } catch {
    return undefined;
  }
}

let boot: string | undefined;

function bootId(): string {
  boot ??= readBootId();
  return boot;
}

function readBootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").slice(0, 8);
  } catch {
    return "";
  }
}
