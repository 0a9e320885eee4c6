import type { Bindings, Condition, Dag, Node, Target, Task, Workflow } from "../../lib/dag/index.js";
import type { FlowType, Literal, Variables } from "../../lib/types/index.js";

/** Parts of a node that a spec cares about; `task` names the task, default the node's own id. */
export type NodeParts = Partial<Omit<Node, "id">> & { readonly task?: string };

/** Parts of a Dag that a spec cares about. */
export interface DagParts extends Partial<Omit<Dag, "nodes" | "tasks" | "outputs">> {
  /** Nodes by id, in written order: what they wait for, or more of their parts. */
  readonly nodes: Readonly<Record<string, NodeParts | readonly string[]>>;
  /** Parts of tasks by name; each task that a node names is there with one optional-free interface of ints. */
  readonly tasks?: Readonly<Record<string, Partial<Task>>>;
  readonly outputs?: Bindings;
}

/** The type of integers. */
export const intType: FlowType = { kind: "int" };

/** An integer as a literal. */
export function int(value: number): Literal {
  return { kind: "int", value: String(value) };
}

/** The output `o` of a node, or an input of the workflow (`node` empty). */
export function promise(node: string, output = "o", path?: readonly (string | number)[]) {
  return { kind: "promise", node, output, ...(path === undefined ? {} : { path }) } as const;
}

/** A constant as a binding. */
export function constant(literal: Literal) {
  return { kind: "literal", literal } as const;
}

/** Variables that are all of one type. */
export function variables(names: readonly string[], type: FlowType = intType): Variables {
  return Object.fromEntries(names.map((name) => [name, { type }]));
}

/**
 * A Dag of a few lines: `graph({ nodes: { load: [], train: ["load"] } })` has two tasks without inputs, each with the
 * output `o`. Promises in a node's inputs count as `after` by themselves.
 */
export function graph({ nodes, tasks = {}, outputs = {}, ...more }: DagParts): Dag {
  const list = Object.entries(nodes).map(([id, parts]) => toNode(id, "length" in parts ? { after: parts } : parts));
  const inner = Object.values(more.workflows ?? {}).flatMap(({ nodes, failureNode }) =>
    failureNode === undefined ? nodes : [...nodes, failureNode],
  );
  const table = tableOf([...list, ...inner], tasks, more.failureNode);
  const given = Object.entries(outputs).map(
    ([name, binding]) => [name, { type: typeOf(binding, list, table) }] as const,
  );
  return {
    ref: { name: "pipeline" },
    nodes: list,
    outputs,
    onFailure: "fail_immediately",
    tasks: table,
    workflows: {},
    launchPlans: {},
    defaults: {},
    ...more,
    interface: {
      inputs: more.interface?.inputs ?? {},
      outputs: { ...Object.fromEntries(given), ...more.interface?.outputs },
    },
  };
}

// What the task of the step that is bound declares; an int where that cannot be told.
function typeOf(binding: Bindings[string], nodes: readonly Node[], tasks: Readonly<Record<string, Task>>): FlowType {
  if (binding.kind !== "promise") return intType;
  const target = nodes.find(({ id }) => id === binding.node)?.target;
  const bare = target?.kind === "array" ? target.node.target : target;
  const outputs = bare?.kind === "task" ? tasks[bare.task]?.interface.outputs : undefined;
  return outputs?.[binding.output]?.type ?? intType;
}

/** A workflow for a Dag's table, written like {@link graph}. */
export function subWorkflow(name: string, parts: DagParts): Workflow {
  const {
    tasks: _tasks,
    workflows: _workflows,
    launchPlans: _plans,
    defaults: _defaults,
    plan: _plan,
    ...workflow
  } = graph(parts);
  return { ...workflow, ref: { name } };
}

/** A node of its own, for branches, arrays and failures. */
export function toNode(id: string, { task = id, inputs = {}, after = [], target, ...more }: NodeParts): Node {
  const waits = new Set([...after, ...promisesOf(inputs)]);
  return { id, target: target ?? { kind: "task", task }, inputs, after: [...waits], ...more };
}

/** A case of a branch. */
export function caseOf(when: Condition, node: Node): Extract<Target, { kind: "branch" }>["cases"][number] {
  return { when, then: node };
}

function promisesOf(inputs: Bindings): readonly string[] {
  const open = Object.values(inputs);
  const found: string[] = [];
  for (const binding of open) {
    if (binding.kind === "promise" && binding.node !== "") found.push(binding.node);
    if (binding.kind === "list") open.push(...binding.items);
    if (binding.kind === "map") open.push(...Object.values(binding.entries));
  }
  return found;
}

function tableOf(nodes: readonly Node[], parts: Readonly<Record<string, Partial<Task>>>, failureNode?: Node) {
  const table: Record<string, Task> = {};
  for (const node of failureNode === undefined ? nodes : [...nodes, failureNode]) {
    for (const { id, inputs, lists } of tasksIn(node)) {
      table[id] ??= toTask(id, { inputs: Object.keys(inputs), lists }, parts[id]);
    }
  }
  return table;
}

interface TaskShape {
  readonly inputs: readonly string[];
  /** Inputs that are lists, as a mapped step has them; undefined for a task that is not mapped. */
  readonly lists: readonly string[] | undefined;
}

function toTask(name: string, { inputs, lists }: TaskShape, parts: Partial<Task> = {}): Task {
  const listType: FlowType = { kind: "list", element: intType };
  const shared = inputs.filter((input) => !lists?.includes(input));
  return {
    ref: { name },
    type: "flytepath",
    interface: {
      inputs: { ...variables(shared), ...variables(lists ?? [], listType) },
      outputs: variables(["o"], lists === undefined ? intType : listType),
    },
    ...parts,
  };
}

interface TaskUse {
  readonly id: string;
  readonly inputs: Bindings;
  readonly lists?: readonly string[];
}

function tasksIn({ target, inputs }: Node): readonly TaskUse[] {
  switch (target.kind) {
    case "task":
      return [{ id: target.task, inputs }];
    case "array": {
      const lists = Object.keys(inputs).filter((name) => !target.boundInputs.includes(name));
      return tasksIn(target.node).map((use) => ({ ...use, lists }));
    }
    case "branch":
      return branchNodes(target).flatMap(tasksIn);
    default:
      return [];
  }
}

function branchNodes({ cases, otherwise }: Extract<Target, { kind: "branch" }>): readonly Node[] {
  const nodes = cases.map(({ then }) => then);
  return otherwise === undefined || "error" in otherwise ? nodes : [...nodes, otherwise];
}
