import type { Attempt, TaskProgress } from "../../lib/engine/index.js";

/** An attempt of a node `n0` of the run `run-1`, and what it reported. */
export function fakeAttempt(more: Partial<Attempt> = {}): Attempt & { readonly reported: readonly TaskProgress[] } {
  const reported: TaskProgress[] = [];
  return {
    run: "run-1",
    node: { id: "n0", target: { kind: "task", task: "t" }, inputs: {}, after: [] },
    nodeId: "n0",
    path: ["Flow", "train"],
    attempt: 0,
    last: true,
    signal: new AbortController().signal,
    report: (progress) => void reported.push(progress),
    ...more,
    reported,
  };
}
