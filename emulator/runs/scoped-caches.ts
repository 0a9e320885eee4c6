import type { OutputCache } from "../../lib/engine/index.js";
import type { Place } from "../../lib/idl/index.js";

/**
 * One cache seen by project and domain, in which the names of tasks are unique; the same object each time, so that runs
 * which share it can wait for each other.
 */
export function scopedCaches(whole: OutputCache): (place: Pick<Place, "project" | "domain">) => OutputCache {
  const scopes = new Map<string, OutputCache>();
  return ({ project, domain }) => {
    const scope = `${project}:${domain}`;
    const known = scopes.get(scope);
    if (known !== undefined) return known;
    const made: OutputCache = {
      get: (key) => whole.get(`${scope}:${key}`),
      put: (key, entry) => whole.put(`${scope}:${key}`, entry),
    };
    scopes.set(scope, made);
    return made;
  };
}
