import type { Backoff } from "../../dag/index.js";
import { toMilliseconds } from "../../types/index.js";

// A user's failure is tried again at once unless a backoff is set; the system's needs a moment to pass.
const defaults: Readonly<Record<"user" | "system", Backoff>> = {
  user: { initial: "0s" },
  system: { initial: "0.1s" },
};

/** Milliseconds before the attempt after the n-th failure of its kind. */
export function backoffDelay(
  backoff: Backoff | undefined,
  origin: "user" | "system",
  failures: number,
  random: () => number,
): number {
  const { initial, factor = 2, max, jitter = 0 } = backoff ?? defaults[origin];
  const whole = toMilliseconds(initial) * factor ** (failures - 1);
  const bounded = max === undefined ? whole : Math.min(whole, toMilliseconds(max));
  return Math.round(bounded * (1 - jitter * random()));
}
