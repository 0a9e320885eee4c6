import type { TriggerRule } from "../../dag/index.js";

/** What a node that others wait for came to; `blocked` was not run because of a failure before it. */
export type Standing = "pending" | "succeeded" | "failed" | "blocked" | "skipped";

/** What a node may do, seen from the nodes it waits for. */
export type Verdict = "wait" | "run" | "skip" | "block";

/** How many of the nodes that a node waits for stand where. */
export type Tally = Readonly<Record<Standing, number>>;

/**
 * Airflow's trigger rules. `one_success` and `one_failed` need not wait for all, `always` for none; every other rule is
 * decided when all have ended.
 */
export function verdict(rule: TriggerRule, tally: Tally): Verdict {
  const { pending, succeeded, failed, blocked, skipped } = tally;
  const broken = failed + blocked;
  const all = pending + succeeded + broken + skipped;
  if (all === 0 || rule === "always") return "run";
  if (rule === "one_success" && succeeded > 0) return "run";
  if (rule === "one_failed" && broken > 0) return "run";
  if (pending > 0) return "wait";
  switch (rule) {
    case "all_success":
      return broken > 0 ? "block" : skipped > 0 ? "skip" : "run";
    case "all_done":
      return "run";
    case "all_failed":
      return broken === all ? "run" : "skip";
    case "one_success":
      return broken > 0 ? "block" : "skip";
    case "one_failed":
      return "skip";
    case "none_failed":
      return broken > 0 ? "block" : "run";
    case "none_failed_min_one_success":
      return broken > 0 ? "block" : succeeded > 0 ? "run" : "skip";
    case "none_skipped":
      return skipped > 0 ? "skip" : "run";
  }
}
