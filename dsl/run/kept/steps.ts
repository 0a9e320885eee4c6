import type { Dag, Node, Target, Task, Workflow } from "../../../lib/dag/index.js";

/** Names a step by the ids of the nodes that hold it, from the outermost inwards, and its own. */
export function trailKey(trail: readonly string[]): string {
  return trail.join("/");
}

/** Calls with every step of a Dag, also of those inside others, and the ids that lead to it. */
export function walkSteps(dag: Dag, each: (node: Node, trail: readonly string[]) => void): void {
  const walkAll = ({ nodes, failureNode }: Workflow, trail: readonly string[]) => {
    for (const node of failureNode === undefined ? nodes : [...nodes, failureNode]) walk(node, [...trail, node.id]);
  };
  const walk = (node: Node, trail: readonly string[]) => {
    each(node, trail);
    const { target } = node;
    if (target.kind === "workflow") {
      const workflow = dag.workflows[target.workflow];
      if (workflow !== undefined) walkAll(workflow, trail);
    }
    if (target.kind === "array") walk(target.node, [...trail, target.node.id]);
    if (target.kind !== "branch") return;
    for (const inner of nodesOf(target)) walk(inner, [...trail, `${trail.at(-1)}-${inner.id}`]);
  };
  walkAll(dag, []);
}

/** The tasks that the steps of a Dag run, those of mapped steps among them, by the ids that lead to each. */
export function tasksOf(dag: Dag): ReadonlyMap<string, Task> {
  const found = new Map<string, Task>();
  walkSteps(dag, ({ target }, trail) => {
    const inner = target.kind === "array" ? target.node.target : target;
    const task = inner.kind === "task" ? dag.tasks[inner.task] : undefined;
    if (task !== undefined) found.set(trailKey(trail), task);
  });
  return found;
}

function nodesOf({ cases, otherwise }: Extract<Target, { kind: "branch" }>): readonly Node[] {
  const nodes = cases.map(({ then }) => then);
  return otherwise === undefined || "error" in otherwise ? nodes : [...nodes, otherwise];
}
