import type { Node } from "../../dag/index.js";
import type { Cancellation } from "../run/cancellation.js";
import type { Attempt, TaskProgress } from "../runner.js";

/** What an attempt is made from. */
export interface AttemptFacts extends Omit<Attempt, "signal" | "report"> {
  readonly node: Node;
  readonly cancellation: Cancellation;
  onReport(progress: TaskProgress): void;
}

/** Makes the attempt that a runner sees; its signal exists only once somebody looks at it. */
export function toAttempt({ cancellation, onReport, ...facts }: AttemptFacts): Attempt {
  return {
    ...facts,
    get signal() {
      return cancellation.signal;
    },
    report: onReport,
  };
}
