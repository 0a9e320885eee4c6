// Groups of processes that were started here and may still be alive.
const alive = new Set<number>();
let watching = false;

/** Remembers a process that leads a group, so that the group cannot outlive this process. */
export function trackGroup(leader: number): void {
  alive.add(leader);
  if (watching) return;
  watching = true;
  process.on("exit", () => {
    for (const group of alive) signalGroup(group, "SIGKILL");
  });
}

/** Ends whatever is left of a group, at once. */
export function endGroup(leader: number): void {
  signalGroup(leader, "SIGKILL");
  alive.delete(leader);
}

/** Sends a signal to every process of a group; one that is gone is no mistake. */
export function signalGroup(leader: number, signal: "SIGTERM" | "SIGKILL"): void {
  try {
    // Windows has no groups.
    process.kill(process.platform === "win32" ? leader : -leader, signal);
  } catch {
    // It has ended.
  }
}
