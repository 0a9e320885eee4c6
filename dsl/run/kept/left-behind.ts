import type { Dag, Task } from "../../../lib/dag/index.js";
import type { Event } from "../../../lib/engine/index.js";
import type { Literals } from "../../../lib/types/index.js";

/** A step that started an execution and did not wait for it. */
export interface LeftBehind {
  readonly task: Task;
  readonly outputs: Literals;
}

/** The executions that steps of an earlier go left behind: they belong to the run, and end with its abort. */
export function leftBehind(dag: Dag, events: readonly Event[]): readonly LeftBehind[] {
  const tasks = new Map<string, Task>();
  for (const { nodes } of [dag, ...Object.values(dag.workflows)]) {
    for (const { id, target } of nodes) {
      const task = target.kind === "task" ? dag.tasks[target.task] : undefined;
      if (task?.type === "flyte_step" && task.custom?.wait === false) tasks.set(id, task);
    }
  }
  if (tasks.size === 0) return [];
  return events.flatMap((event) => {
    if (event.kind !== "node" || event.phase !== "SUCCEEDED" || event.outputs === undefined) return [];
    const task = tasks.get(event.specNode);
    return task === undefined ? [] : [{ task, outputs: event.outputs }];
  });
}
