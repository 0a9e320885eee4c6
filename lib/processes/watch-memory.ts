import { readdir, readFile } from "node:fs/promises";

/** How often, in milliseconds, it is looked how much memory processes use. */
const pause = 250;

/** Groups of processes that may not use more than so many bytes. */
const bounded = new Map<number, { readonly most: number; exceed(): void }>();
let looking = false;

/**
 * Calls back once when the processes of a group together use more memory than they may: what cannot be taken from them, which is
 * what a container is killed for. The result ends the watch. Where there is no `/proc`, nothing is watched.
 */
export function watchMemory(group: number, most: number, exceed: () => void): () => void {
  bounded.set(group, { most, exceed });
  if (!looking) {
    looking = true;
    void lookOn();
  }
  return () => void bounded.delete(group);
}

async function lookOn(): Promise<void> {
  while (bounded.size > 0) {
    const used = await usedByGroup();
    for (const [group, { most, exceed }] of bounded) {
      if ((used.get(group) ?? 0) <= most) continue;
      bounded.delete(group);
      exceed();
    }
    await new Promise((resolve) => setTimeout(resolve, pause).unref());
  }
  looking = false;
}

async function usedByGroup(): Promise<ReadonlyMap<number, number>> {
  const used = new Map<number, number>();
  const processes = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  await Promise.all(
    processes.map(async (id) => {
      const group = await groupOf(id);
      if (group === undefined || !bounded.has(group)) return;
      used.set(group, (used.get(group) ?? 0) + (await memoryOf(id)));
    }),
  );
  return used;
}

// The program's name may hold spaces and brackets: state, parent and group follow its last one.
async function groupOf(id: string): Promise<number | undefined> {
  const stat = await readFile(`/proc/${id}/stat`, "utf8").catch(() => undefined);
  if (stat === undefined) return undefined;
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[2]);
}

// Pages that several processes have count in parts, and those of files not at all: the system takes them back when it needs them.
async function memoryOf(id: string): Promise<number> {
  const text = await readFile(`/proc/${id}/smaps_rollup`, "utf8").catch(() => "");
  let kibibytes = 0;
  for (const [, amount] of text.matchAll(/^Pss_(?:Anon|Shmem):\s+(\d+) kB$/gm)) kibibytes += Number(amount);
  return kibibytes * 1024;
}
