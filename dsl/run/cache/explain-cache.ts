import type { Task } from "../../../lib/dag/index.js";
import { cacheKeyOf } from "../../../lib/engine/index.js";
import type { Literals } from "../../../lib/types/index.js";
import type { FolderCache, KeptEntry } from "./open-cache.js";

/** A part of a key that differs from that of an entry; digests, but for `task` and `version`. */
export interface ChangedPart {
  /** `task`, `version`, `interface`, or `inputs.<name>`. */
  readonly part: string;
  /** Absent for an input that is new, or is gone. */
  readonly before?: string;
  readonly now?: string;
}

/** Why work finds its outputs in a cache, or does not. */
export interface CacheExplanation {
  readonly key: string;
  readonly hit: boolean;
  /** The entry that is hit, or else the one that differs least; absent where the task has none. */
  readonly entry?: KeptEntry;
  /** What differs from it; empty for a hit. */
  readonly changed: readonly ChangedPart[];
}

/** Compares the key of a task over inputs with what a cache has of that task, or had at the moment `since`. */
export async function explainCache(
  cache: Pick<FolderCache, "list">,
  {
    task,
    inputs,
    digestFile,
    since = Number.POSITIVE_INFINITY,
  }: {
    readonly task: Task;
    readonly inputs: Literals;
    readonly since?: number | undefined;
    readonly digestFile: (uri: string) => Promise<string>;
  },
): Promise<CacheExplanation> {
  const { key, parts } = await cacheKeyOf(task, inputs, digestFile);
  const known = cache.list({ task: task.ref.name }).filter(({ at }) => at < since);
  let nearest: { readonly entry: KeptEntry; readonly changed: readonly ChangedPart[] } | undefined;
  for (const entry of known) {
    const changed = differences(entry.parts, parts);
    // Entries come newest first: of those that differ in as much, the newest.
    if (nearest === undefined || changed.length < nearest.changed.length) nearest = { entry, changed };
  }
  if (nearest === undefined) return { key, hit: false, changed: [] };
  return { key, hit: nearest.entry.key === key, ...nearest };
}

type Parts = Readonly<Record<string, string>>;

function differences(before: Parts, now: Parts): readonly ChangedPart[] {
  const names = new Set([...Object.keys(now), ...Object.keys(before)]);
  return [...names]
    .filter((part) => before[part] !== now[part])
    .map((part) => ({
      part,
      ...(before[part] === undefined ? {} : { before: before[part] }),
      ...(now[part] === undefined ? {} : { now: now[part] }),
    }));
}
