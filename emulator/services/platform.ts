import { failure } from "../../lib/errors/index.js";
import { readQuantity } from "../../lib/dag/index.js";
import { defined, readDuration, toMilliseconds } from "../../lib/types/index.js";

/** Amounts of what a task may be given, as Kubernetes writes them: `500m`, `1Gi`. */
export interface TaskResources {
  readonly cpu?: string;
  readonly memory?: string;
  readonly gpu?: string;
  readonly ephemeralStorage?: string;
}

/** What an operator of a Flyte decides for all of its users. */
export interface PlatformSettings {
  readonly taskResources?: {
    /** For tasks that ask for nothing; default: nothing. */
    readonly defaults?: TaskResources;
    /** A task that asks for more is refused; default: no limits. */
    readonly limits?: TaskResources;
  };
  /** Nodes of a run that may run at once where nobody says otherwise; default 25. */
  readonly maxParallelism?: number;
  /** What is kept of the outputs of cacheable tasks; default: all of them, as long as the state is. */
  readonly cache?: {
    /** Older outputs are not found any more: `30d`, `12h`. */
    readonly maxAge?: string;
    /** Of more outputs than these the oldest go. */
    readonly maxEntries?: number;
  };
  /** Folder of the storage that uploads go to; default: its top. */
  readonly storagePrefix?: string;
}

/** Settings with what nobody chose filled in. */
export interface Platform {
  readonly taskResources: { readonly defaults: TaskResources; readonly limits: TaskResources };
  readonly maxParallelism: number;
  readonly storagePrefix: string;
  /** In milliseconds. */
  readonly cache: { readonly maxAge?: number; readonly maxEntries?: number };
}

/** Fills in what was not chosen. Fails with `EMULATOR_SETTING_WRONG`. */
export function platformOf({
  taskResources = {},
  maxParallelism = 25,
  storagePrefix = "",
  cache = {},
}: PlatformSettings): Platform {
  const { defaults = {}, limits = {} } = taskResources;
  for (const [name, amounts] of Object.entries({ defaults, limits })) checkAmounts(`taskResources.${name}`, amounts);
  if (!Number.isInteger(maxParallelism) || maxParallelism < 0) {
    wrong("maxParallelism", "a whole number of 0 or more", String(maxParallelism));
  }
  if (storagePrefix.split("/").includes("..")) wrong("storagePrefix", "a folder inside the storage", storagePrefix);
  return { taskResources: { defaults, limits }, maxParallelism, storagePrefix, cache: cacheOf(cache) };
}

function cacheOf({ maxAge, maxEntries }: NonNullable<PlatformSettings["cache"]>): Platform["cache"] {
  if (maxEntries !== undefined && (!Number.isInteger(maxEntries) || maxEntries < 1)) {
    wrong("cache.maxEntries", "a whole number of 1 or more", String(maxEntries));
  }
  return defined({ maxAge: maxAge === undefined ? undefined : ageOf(maxAge), maxEntries });
}

function ageOf(text: string): number {
  try {
    const age = toMilliseconds(readDuration(text));
    if (age > 0) return age;
  } catch {
    // It is told below.
  }
  return wrong("cache.maxAge", "a time like 30d or 12h", text);
}

function checkAmounts(setting: string, amounts: TaskResources): void {
  for (const [name, text] of Object.entries(amounts)) {
    if (readQuantity(String(text)) === undefined)
      wrong(`${setting}.${name}`, "an amount like 500m or 1Gi", String(text));
  }
}

function wrong(setting: string, expected: string, got: string): never {
  throw failure("EMULATOR_SETTING_WRONG", { setting, expected, got });
}
