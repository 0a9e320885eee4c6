import { defined } from "../../../lib/types/index.js";
import type { EmulatedOptions } from "../../run/index.js";
import { countOf, type Entry, entriesOf, given, textOf } from "./entry.js";

type Platform = NonNullable<EmulatedOptions["platform"]>;
type Amounts = NonNullable<NonNullable<Platform["taskResources"]>["limits"]>;

/** Reads `platform`: what an operator of a Flyte decides. Amounts are judged by the emulator. */
export function platformOf(entry: Entry): Platform {
  const keys = ["taskResources", "maxParallelism", "storagePrefix", "cache"] as const;
  const { taskResources, cache, ...own } = entriesOf(entry, ...keys);
  return defined({
    taskResources: given(taskResources, resourcesOf),
    maxParallelism: given(own.maxParallelism, countOf(0)),
    storagePrefix: given(own.storagePrefix, textOf),
    cache: given(cache, cacheOf),
  });
}

function cacheOf(entry: Entry): NonNullable<Platform["cache"]> {
  const { maxAge, maxEntries } = entriesOf(entry, "maxAge", "maxEntries");
  return defined({ maxAge: given(maxAge, textOf), maxEntries: given(maxEntries, countOf()) });
}

function resourcesOf(entry: Entry): NonNullable<Platform["taskResources"]> {
  const { defaults, limits } = entriesOf(entry, "defaults", "limits");
  return defined({ defaults: given(defaults, amountsOf), limits: given(limits, amountsOf) });
}

function amountsOf(entry: Entry): Amounts {
  const { cpu, memory, gpu, ephemeralStorage } = entriesOf(entry, "cpu", "memory", "gpu", "ephemeralStorage");
  return defined({
    cpu: given(cpu, textOf),
    memory: given(memory, textOf),
    gpu: given(gpu, textOf),
    ephemeralStorage: given(ephemeralStorage, textOf),
  });
}
