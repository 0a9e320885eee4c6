import { readQuantity, type ResourceAmounts, type Resources } from "../../../lib/dag/index.js";
import type { Wanted, WantedTask } from "./command-of.js";

/** What containers are given where they ask for nothing, and what none may have more of. */
export interface PlatformResources {
  readonly defaults: ResourceAmounts;
  readonly limits: ResourceAmounts;
}

/** Of these a container is given something where the platform does, whether it asks for it or not. */
const always: ReadonlySet<keyof ResourceAmounts> = new Set(["cpu", "memory"]);
const kinds = ["cpu", "memory", "gpu", "ephemeralStorage"] as const;

/**
 * What a container gets, as Flyte settles it: what it asks for, else its limit, else the platform's default; as its limit what it
 * names, else what it asks for; nothing of it above the platform's limit. With `assigns` false, as for containers beside a task's
 * own, nothing is given that was not asked for.
 */
export function settleResources(
  { requests = {}, limits = {} }: Resources,
  platform: PlatformResources,
  assigns = true,
): Resources {
  const settled = { requests: {} as Record<string, string>, limits: {} as Record<string, string> };
  for (const kind of kinds) {
    const asked = some(requests[kind]);
    const most = some(limits[kind]);
    if (!always.has(kind) && asked === undefined && most === undefined) continue;
    const highest = some(platform.limits[kind]);
    const request = asked ?? (assigns ? (most ?? some(platform.defaults[kind])) : undefined);
    const limit = lower(most ?? (assigns ? request : undefined), highest);
    if (limit !== undefined) settled.limits[kind] = limit;
    const least = lower(lower(request, highest), limit);
    if (least !== undefined) settled.requests[kind] = least;
  }
  return settled;
}

/**
 * What processes of this machine may use of memory: the limit that somebody named, for the container or for the platform. Kubernetes also
 * holds a container to what it merely asks for; here, that would end programs whose authors never saw it matter.
 */
export function memoryBound(
  { requests = {}, limits = {} }: Resources,
  platform: PlatformResources,
): string | undefined {
  const named =
    some(limits.memory) ?? (some(requests.memory) === undefined ? some(platform.defaults.memory) : undefined);
  const highest = some(platform.limits.memory);
  return named === undefined ? highest : lower(named, highest);
}

// Kubernetes takes no amount and an amount of nothing for the same.
function some(amount: string | undefined): string | undefined {
  return amount === undefined || !readQuantity(amount) ? undefined : amount;
}

function lower(amount: string | undefined, most: string | undefined): string | undefined {
  if (amount === undefined || most === undefined) return amount;
  return readQuantity(amount)! > readQuantity(most)! ? most : amount;
}

/** The same for a container and its companions. */
export function settleAll(wanted: WantedTask, platform: PlatformResources): WantedTask {
  const settled = <W extends Wanted>(each: W, assigns = true): W => {
    const bound = memoryBound(each.resources, assigns ? platform : { ...platform, defaults: {} });
    return {
      ...each,
      resources: settleResources(each.resources, platform, assigns),
      ...(bound === undefined ? {} : { memoryBound: bound }),
    };
  };
  const { companions } = wanted;
  return {
    ...settled(wanted),
    ...(companions && {
      companions: {
        before: companions.before.map((each) => settled(each)),
        beside: companions.beside.map((each) => settled(each, false)),
      },
    }),
  };
}
