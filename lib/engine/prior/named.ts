import type { Outside } from "../runner.js";

/** What an attempt named outside, after what had been named there before. */
export function named(before: Outside | undefined, id: string, since: number): Outside {
  const failed = before?.error === undefined ? undefined : before.id;
  const after = before?.id === id ? before.after : failed;
  return { id, since, ...(after === undefined ? undefined : { after }) };
}
