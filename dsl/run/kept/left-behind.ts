import type { Dag, Node, Task } from "../../../lib/dag/index.js";
import type { Event } from "../../../lib/engine/index.js";
import type { Literals } from "../../../lib/types/index.js";

/** A step that started an execution and did not wait for it. */
export interface LeftBehind {
  readonly task: Task;
  readonly outputs: Literals;
}

/** The executions that steps of an earlier go left behind: they belong to the run, and end with its abort. */
export function leftBehind(dag: Dag, events: readonly Event[]): readonly LeftBehind[] {
  const leaving = (task: string | undefined) => {
    const found = task === undefined ? undefined : dag.tasks[task];
    return found?.type === "flyte_step" && found.custom?.wait === false ? found : undefined;
  };
  const tasks = new Map<string, Task>();
  for (const { nodes } of [dag, ...Object.values(dag.workflows)]) {
    for (const node of nodes) {
      const task = leaving(taskOf(node));
      if (task !== undefined) tasks.set(node.id, task);
    }
  }
  if (tasks.size === 0) return [];
  return events.flatMap((event) => {
    if (event.kind === "run" || event.phase !== "SUCCEEDED" || event.outputs === undefined) return [];
    // The end of a node may not have been told yet; an element of a mapped step has none of its own.
    const task = event.kind === "task" ? leaving(event.task) : tasks.get(event.specNode);
    return task === undefined ? [] : singles(event.outputs).map((outputs) => ({ task, outputs }));
  });
}

function taskOf({ target }: Node): string | undefined {
  if (target.kind === "array") return taskOf(target.node);
  return target.kind === "task" ? target.task : undefined;
}

// A mapped step gives lists, one item for each execution; none where an element had no success.
function singles(outputs: Literals): readonly Literals[] {
  const lists = Object.entries(outputs).flatMap(([name, literal]) =>
    literal.kind === "list" ? [[name, literal.items] as const] : [],
  );
  const [first] = lists;
  if (first === undefined) return [outputs];
  return first[1].map((_, at) => {
    const item = (items: Literals[string][]) => {
      const literal = items[at]!;
      return literal.kind === "union" ? literal.value : literal;
    };
    return Object.fromEntries(lists.map(([name, items]) => [name, item([...items])]));
  });
}
