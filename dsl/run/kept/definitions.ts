import { canonical, type Dag, type Node, type Target, type Task, type Workflow } from "../../../lib/dag/index.js";

/** What the steps of a Dag are, by the ids that lead to each, as text that is the same for the same definition. */
export type Definitions = ReadonlyMap<string, string>;

/** Names a step by the ids of the nodes that hold it, from the outermost inwards, and its own. */
export function trailKey(trail: readonly string[]): string {
  return trail.join("/");
}

/**
 * The definitions of all steps. What only says how a step is tried (retries, timeouts, pools, priority, resources), and
 * what is for people, is no part of them: another value would not have given other outputs.
 */
export function definitionsOf(dag: Dag): Definitions {
  const found = new Map<string, string>();
  addAll(dag, [], { dag, found });
  return found;
}

interface Finding {
  readonly dag: Dag;
  readonly found: Map<string, string>;
}

function addAll({ nodes, failureNode }: Workflow, trail: readonly string[], finding: Finding): void {
  for (const node of failureNode === undefined ? nodes : [...nodes, failureNode])
    add(node, [...trail, node.id], finding);
}

function add(node: Node, trail: readonly string[], finding: Finding): void {
  const { dag, found } = finding;
  found.set(trailKey(trail), canonical(shapeOf(node, dag)));
  const { target } = node;
  if (target.kind === "workflow") {
    const workflow = dag.workflows[target.workflow];
    if (workflow !== undefined) addAll(workflow, trail, finding);
  }
  if (target.kind === "array") add(target.node, [...trail, target.node.id], finding);
  if (target.kind !== "branch") return;
  for (const inner of nodesOf(target)) add(inner, [...trail, `${trail.at(-1)}-${inner.id}`], finding);
}

function nodesOf({ cases, otherwise }: Extract<Target, { kind: "branch" }>): readonly Node[] {
  const nodes = cases.map(({ then }) => then);
  return otherwise === undefined || "error" in otherwise ? nodes : [...nodes, otherwise];
}

function shapeOf({ id, target, inputs }: Node, dag: Dag): unknown {
  // The values of a node's inputs are compared where they are known; only those of nodes inside count here.
  return { id, inputs: Object.keys(inputs).sort(), target: targetOf(target, dag) };
}

function innerOf(node: Node, dag: Dag): unknown {
  return { ...(shapeOf(node, dag) as object), bindings: node.inputs, after: node.after, trigger: node.trigger };
}

function targetOf(target: Target, dag: Dag): unknown {
  switch (target.kind) {
    case "task":
      return { kind: "task", ...taskOf(dag.tasks[target.task]) };
    case "workflow":
      return { kind: "workflow", ...workflowOf(dag.workflows[target.workflow], dag) };
    case "launchPlan":
      return { kind: "launchPlan", ...dag.launchPlans[target.launchPlan] };
    case "branch": {
      const { cases, otherwise } = target;
      return {
        kind: "branch",
        cases: cases.map(({ when, then }) => ({ when, then: innerOf(then, dag) })),
        otherwise: otherwise === undefined || "error" in otherwise ? otherwise : innerOf(otherwise, dag),
      };
    }
    case "array":
      return { ...target, parallelism: undefined, node: innerOf(target.node, dag) };
    default:
      return target;
  }
}

function taskOf(task: Task | undefined): object {
  if (task === undefined) return {};
  const { ref, type, interface: declared, custom, container, pod, sql, config, cache } = task;
  const { inputs, outputs } = declared;
  return {
    ref,
    type,
    inputs: typesOf(inputs),
    outputs: typesOf(outputs),
    custom,
    container: container === undefined ? undefined : { ...container, resources: undefined },
    pod,
    sql,
    config,
    // Another version says that the task gives other outputs.
    version: cache?.version,
  };
}

function typesOf(variables: Task["interface"]["inputs"]): unknown {
  return Object.fromEntries(Object.entries(variables).map(([name, { type }]) => [name, type]));
}

function workflowOf(workflow: Workflow | undefined, dag: Dag): object {
  if (workflow === undefined) return {};
  const { ref, nodes, outputs, onFailure } = workflow;
  return { ref, outputs, onFailure, nodes: nodes.map((node) => innerOf(node, dag)) };
}
