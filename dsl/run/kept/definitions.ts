import { canonical, type Dag, type Node, type Target, type Task, type Workflow } from "../../../lib/dag/index.js";
import type { OtherCode } from "./code/other-code.js";
import { trailKey, walkSteps } from "./steps.js";

/** What the steps of a Dag are, by the ids that lead to each, as text that is the same for the same definition. */
export type Definitions = ReadonlyMap<string, string>;

/**
 * The definitions of all steps; tasks of `otherCode` are others than they were. What only says how a step is tried (retries, timeouts, pools, priority, resources), and
 * what is for people, is no part of them: another value would not have given other outputs.
 */
export function definitionsOf(dag: Dag, otherCode: OtherCode = new Map()): Definitions {
  const found = new Map<string, string>();
  walkSteps(dag, (node, trail) => found.set(trailKey(trail), canonical(shapeOf(node, { dag, otherCode }))));
  return found;
}

interface Tasks {
  readonly dag: Dag;
  readonly otherCode: OtherCode;
}

function shapeOf({ id, target, inputs }: Node, tasks: Tasks): unknown {
  // The values of a node's inputs are compared where they are known; only those of nodes inside count here.
  return { id, inputs: Object.keys(inputs).sort(), target: targetOf(target, tasks) };
}

function innerOf(node: Node, tasks: Tasks): unknown {
  return { ...(shapeOf(node, tasks) as object), bindings: node.inputs, after: node.after, trigger: node.trigger };
}

function targetOf(target: Target, tasks: Tasks): unknown {
  const { dag } = tasks;
  switch (target.kind) {
    case "task":
      return { kind: "task", ...taskOf(dag.tasks[target.task], tasks) };
    case "workflow":
      return { kind: "workflow", ...workflowOf(dag.workflows[target.workflow], tasks) };
    case "launchPlan":
      return { kind: "launchPlan", ...dag.launchPlans[target.launchPlan] };
    case "branch": {
      const { cases, otherwise } = target;
      return {
        kind: "branch",
        cases: cases.map(({ when, then }) => ({ when, then: innerOf(then, tasks) })),
        otherwise: otherwise === undefined || "error" in otherwise ? otherwise : innerOf(otherwise, tasks),
      };
    }
    case "array":
      return { ...target, parallelism: undefined, node: innerOf(target.node, tasks) };
    default:
      return target;
  }
}

function taskOf(task: Task | undefined, { otherCode }: Tasks): object {
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
    isOther: otherCode.has(ref.name) ? true : undefined,
  };
}

function typesOf(variables: Task["interface"]["inputs"]): unknown {
  return Object.fromEntries(Object.entries(variables).map(([name, { type }]) => [name, type]));
}

function workflowOf(workflow: Workflow | undefined, tasks: Tasks): object {
  if (workflow === undefined) return {};
  const { ref, nodes, outputs, onFailure } = workflow;
  return { ref, outputs, onFailure, nodes: nodes.map((node) => innerOf(node, tasks)) };
}
