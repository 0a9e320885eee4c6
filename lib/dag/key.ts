import type { EntityRef } from "./task.js";

/** Key of an entity in a Dag's tables: its name, or `project:domain:name:version` once any of the others is given. */
export function keyOf({ project, domain, name, version }: EntityRef): string {
  if (project === undefined && domain === undefined && version === undefined) return name;
  return [project, domain, name, version].map((part) => part ?? "").join(":");
}
