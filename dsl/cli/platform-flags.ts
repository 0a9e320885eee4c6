import { failure } from "../../lib/errors/index.js";
import { defined } from "../../lib/types/index.js";
import type { EmulatedOptions } from "../run/index.js";
import { readCount } from "./read-count.js";

type Platform = NonNullable<EmulatedOptions["platform"]>;
type Amounts = NonNullable<NonNullable<Platform["taskResources"]>["limits"]>;

const names: Readonly<Record<string, keyof Amounts>> = {
  cpu: "cpu",
  memory: "memory",
  gpu: "gpu",
  "ephemeral-storage": "ephemeralStorage",
};

/** Flags that settle what a Flyte's operator settles. */
export interface PlatformFlags {
  readonly taskDefaults?: string;
  readonly taskLimits?: string;
  readonly maxParallelism?: string;
  readonly storagePrefix?: string;
  readonly cacheMaxAge?: string;
  readonly cacheMaxEntries?: string;
}

/**
 * The platform's settings as flags tell them; what no flag says is as configured. Fails with `COMMAND_USAGE_WRONG` and
 * `COMMAND_COUNT_MALFORMED`.
 */
export function platformOf(flags: PlatformFlags, configured: Platform = {}): Platform {
  const { taskDefaults, taskLimits, storagePrefix } = flags;
  const maxParallelism = readCount("--max-parallelism", flags.maxParallelism, { least: 0 });
  const defaults = taskDefaults === undefined ? undefined : amountsOf("--task-defaults", taskDefaults);
  const limits = taskLimits === undefined ? undefined : amountsOf("--task-limits", taskLimits);
  const maxEntries = readCount("--cache-max-entries", flags.cacheMaxEntries, { least: 1 });
  const cache = { ...configured.cache, ...defined({ maxAge: flags.cacheMaxAge, maxEntries }) };
  const taskResources = { ...configured.taskResources, ...defined({ defaults, limits }) };
  return { ...configured, taskResources, cache, ...defined({ maxParallelism, storagePrefix }) };
}

function amountsOf(flag: string, text: string): Amounts {
  const entries = text.split(",").map((part) => {
    const [name = "", amount = "", ...rest] = part.split("=").map((piece) => piece.trim());
    const key = names[name];
    if (key === undefined || amount === "" || rest.length > 0) {
      const known = Object.keys(names).join(", ");
      throw failure("COMMAND_USAGE_WRONG", { why: `${flag}: expected ${known} with an amount, cpu=500m, got ${part}` });
    }
    return [key, amount] as const;
  });
  return Object.fromEntries(entries);
}
