import {
  type Bindings,
  type Condition,
  type Dag,
  keyOf,
  type LaunchPlanRef,
  type Node,
  type Target,
  type Task,
  type Workflow,
} from "../../lib/dag/index.js";
import type { FlowType, Literal, Variables } from "../../lib/types/index.js";
import { caseOf } from "./graph.js";
import { createRandom, type Random } from "./random.js";
import { bindInputs, type Source, sourcesIn } from "./random-bindings.js";
import { randomLiteral, randomType } from "./random-literal.js";
import { randomTask } from "./random-task.js";

/** What a random Dag may hold. */
export interface RandomDagOptions {
  /** Whether it uses what only flytepath's own engine knows: trigger rules, pools, priorities, backoffs. Default true. */
  readonly etl?: boolean;
  /** Nodes at the top, at most; default 8. */
  readonly size?: number;
}

interface Making {
  readonly random: Random;
  readonly etl: boolean;
  readonly tasks: Record<string, Task>;
  readonly workflows: Record<string, Workflow>;
  readonly launchPlans: Record<string, LaunchPlanRef>;
  /** How many sub-workflows deep this is. */
  readonly depth: number;
}

/**
 * A Dag that is the same for the same seed and sound for `check`: tasks, branches, arrays, sub-workflows, launch plans and
 * gates, joined by bindings of every kind over values of every type. Runs to success with the runner of `random-runner`.
 */
export function randomDag(seed: number, { etl = true, size = 8 }: RandomDagOptions = {}): Dag {
  const random = createRandom(seed);
  const making: Making = { random, etl, tasks: {}, workflows: {}, launchPlans: {}, depth: 0 };
  const workflow = randomWorkflow(making, `pipeline.seed_${seed}`, random.whole(1, size));
  const names = Object.keys(workflow.interface.inputs);
  return {
    ...workflow,
    tasks: making.tasks,
    workflows: making.workflows,
    launchPlans: making.launchPlans,
    defaults: Object.fromEntries(
      names.map((name) => [name, randomLiteral(random, workflow.interface.inputs[name]!.type)]),
    ),
    ...(random.chance(0.5) ? { plan: randomPlan(random, etl) } : {}),
  };
}

function randomPlan(random: Random, etl: boolean): NonNullable<Dag["plan"]> {
  return {
    schedule: random.pick(["0 6 * * *", "@daily"]),
    maxParallelism: random.whole(1, 25),
    labels: { team: "data" },
    annotations: { note: "random" },
    ...(etl ? { timezone: "Europe/Berlin", catchup: true, runTimeout: "3600s", maxActiveRuns: 2 } : {}),
  };
}

function randomWorkflow(making: Making, name: string, size: number): Workflow {
  const { random } = making;
  const inputs = randomVariables(random, "in", random.whole(1, 4));
  const sources: Source[] = Object.entries(inputs).map(([output, { type }]) => ({ node: "", output, type }));
  const nodes: Node[] = [];
  for (let index = 0; index < size; index += 1) {
    const { node, outputs } = randomNode(making, `n${index}`, sources);
    nodes.push(inWrittenOrder(node, nodes, random));
    for (const [output, type] of Object.entries(outputs)) sources.push({ node: node.id, output, type });
  }
  const given = sources
    .slice(-random.whole(1, 3))
    .map(({ node, output, type }, index) => [`out${index}`, { node, output, type }] as const);
  return {
    ref: { name },
    interface: {
      inputs,
      outputs: Object.fromEntries(given.map(([key, { type }]) => [key, { type }])),
    },
    ...(random.chance(0.3) ? { description: "made at random" } : {}),
    nodes,
    outputs: Object.fromEntries(given.map(([key, { node, output }]) => [key, { kind: "promise", node, output }])),
    onFailure: random.pick(["fail_immediately", "fail_after_executable_nodes_complete"]),
    ...(random.chance(0.3)
      ? {
          failureNode: failureNode(
            making,
            sources.filter(({ node }) => node === ""),
          ),
        }
      : {}),
    ...(random.chance(0.2) ? { interruptible: true } : {}),
  };
}

function failureNode(making: Making, inputs: readonly Source[]): Node {
  const { bindings, declared } = bindInputs(making.random, inputs, { count: 1, onlyPromises: true });
  const task = addTask(making, declared, {});
  return { id: "fn0", name: "clean up", target: { kind: "task", task }, inputs: bindings, after: [] };
}

interface Made {
  readonly node: Node;
  /** Types of what other nodes can take from it. */
  readonly outputs: Readonly<Record<string, FlowType>>;
}

function randomNode(making: Making, id: string, sources: readonly Source[]): Made {
  const { random } = making;
  const kinds: readonly (() => Made)[] = [
    () => taskNode(making, id, sources),
    () => taskNode(making, id, sources),
    () => taskNode(making, id, sources),
    () => branchNode(making, id, sources),
    () => arrayNode(making, id, sources),
    () => launchPlanNode(making, id, sources),
    () => gateNode(random, id, sources),
    ...(making.depth < 2 ? [() => workflowNode(making, id, sources)] : []),
  ];
  return random.pick(kinds)();
}

function taskNode(making: Making, id: string, sources: readonly Source[], fixed?: Variables): Made {
  const { random, etl } = making;
  const { bindings, declared } = bindInputs(random, sources, { count: random.whole(0, 3) });
  const outputs = fixed ?? randomVariables(random, "o", random.whole(0, 2));
  const task = addTask(making, declared, outputs);
  const overrides = random.chance(0.2)
    ? { overrides: { resources: { requests: { cpu: "2" }, limits: { memory: "1Gi" } } } }
    : {};
  const node: Node = {
    id,
    ...(random.chance(0.5) ? { name: `step ${id}` } : {}),
    target: { kind: "task", task, ...overrides },
    inputs: bindings,
    after: writtenOrder(sourcesIn(bindings), sources),
    ...(random.chance(0.3) ? { retries: random.whole(1, 3) } : {}),
    ...(random.chance(0.2) ? { timeout: "600s" } : {}),
    ...(random.chance(0.2) ? { interruptible: random.chance(0.5) } : {}),
    ...(etl && random.chance(0.2) ? { pool: "database", priority: random.whole(1, 9) } : {}),
    ...(etl && random.chance(0.2) ? { backoff: { initial: "0.5s", factor: 1.5, max: "10s", jitter: 0.25 } } : {}),
    ...(etl && random.chance(0.2) ? { trigger: random.pick(["all_done", "none_failed"] as const) } : {}),
  };
  return { node, outputs: typesOf(outputs) };
}

// What the nodes in a branch read counts as read by the branch.
function branchNode(making: Making, id: string, sources: readonly Source[]): Made {
  const { random } = making;
  const shared = randomVariables(random, "o", 1);
  const inner = (own: string) => taskNode({ ...making, etl: false }, own, sources, shared).node;
  const cases = Array.from({ length: random.whole(1, 2) }, (_, index) =>
    caseOf(randomCondition(random, 2), inner(`case${index}`)),
  );
  const otherwise = random.chance(0.5) ? inner("otherwise") : { error: "no case holds" };
  const inputs: Bindings = {
    x: { kind: "literal", literal: { kind: "int", value: "5" } },
    y: { kind: "literal", literal: { kind: "float", value: 0.5 } },
  };
  // The last case always holds, so that a random Dag succeeds.
  const holds: Condition = { kind: "comparison", operator: "eq", left: operand("x"), right: operand("x") };
  const all = [...cases, caseOf(holds, inner("last"))];
  const nodes = all.map(({ then }) => then).concat("error" in otherwise ? [] : [otherwise]);
  const after = [...new Set(nodes.flatMap((node) => node.after))];
  return { node: { id, target: { kind: "branch", cases: all, otherwise }, inputs, after }, outputs: typesOf(shared) };
}

function randomCondition(random: Random, depth: number): Condition {
  if (depth > 0 && random.chance(0.4)) {
    const [left, right] = [randomCondition(random, depth - 1), randomCondition(random, depth - 1)];
    return { kind: random.pick(["and", "or"]), left, right };
  }
  const operator = random.pick(["eq", "ne", "gt", "gte", "lt", "lte"] as const);
  const [name, literal]: readonly [string, Literal] = random.pick([
    ["x", { kind: "int", value: "3" }],
    ["y", { kind: "float", value: 0.25 }],
  ]);
  return { kind: "comparison", operator, left: operand(name), right: { kind: "literal", literal } };
}

function operand(name: string) {
  return { kind: "input", name } as const;
}

function arrayNode(making: Making, id: string, sources: readonly Source[]): Made {
  const { random } = making;
  const element = randomType(random, 1);
  const lists = sources.filter(({ type }) => type.kind === "list");
  const shared = randomType(random, 0);
  const list: FlowType = lists.length > 0 && random.chance(0.5) ? random.pick(lists).type : { kind: "list", element };
  const source = lists.find(({ type }) => type === list);
  const inputs: Bindings = {
    each:
      source === undefined
        ? { kind: "literal", literal: randomLiteral(random, list) }
        : { kind: "promise", node: source.node, output: source.output },
    shared: { kind: "literal", literal: randomLiteral(random, shared) },
  };
  const outputs = randomVariables(random, "o", 1);
  // As Flyte wants it, the task of a mapped step declares the lists and not what is in them.
  const lifted = Object.fromEntries(
    Object.entries(outputs).map(([name, { type }]) => [name, { type: { kind: "list", element: type } as const }]),
  );
  const task = addTask(making, { each: { type: list }, shared: { type: shared } }, lifted);
  const target: Target = {
    kind: "array",
    node: { id: "element", target: { kind: "task", task }, inputs, after: [], retries: 1 },
    ...(random.chance(0.5) ? { parallelism: random.whole(1, 4) } : {}),
    ...random.pick([{}, { minSuccesses: 1 }, { minSuccessRatio: 0.5 }]),
    boundInputs: ["shared"],
  };
  return { node: { id, target, inputs, after: sourcesIn(inputs) }, outputs: typesOf(lifted) };
}

function launchPlanNode(making: Making, id: string, sources: readonly Source[]): Made {
  const { random, launchPlans } = making;
  const { bindings, declared } = bindInputs(random, sources, { count: random.whole(0, 2) });
  const outputs = randomVariables(random, "o", 1);
  const name = `plan_${Object.keys(launchPlans).length}`;
  launchPlans[name] = { ref: { name }, interface: { inputs: declared, outputs } };
  const node: Node = {
    id,
    target: { kind: "launchPlan", launchPlan: name },
    inputs: bindings,
    after: sourcesIn(bindings),
  };
  return { node, outputs: typesOf(outputs) };
}

function workflowNode(making: Making, id: string, sources: readonly Source[]): Made {
  const { random, workflows } = making;
  const name = `sub_${making.depth}_${Object.keys(workflows).length}`;
  const workflow = randomWorkflow({ ...making, depth: making.depth + 1 }, name, random.whole(1, 4));
  workflows[name] = workflow;
  const inputs: Record<string, Bindings[string]> = {};
  for (const [input, { type }] of Object.entries(workflow.interface.inputs)) {
    const source = sources.find((one) => JSON.stringify(one.type) === JSON.stringify(type));
    inputs[input] =
      source === undefined
        ? { kind: "literal", literal: randomLiteral(random, type) }
        : { kind: "promise", node: source.node, output: source.output };
  }
  const node: Node = { id, target: { kind: "workflow", workflow: name }, inputs, after: sourcesIn(inputs) };
  return { node, outputs: typesOf(workflow.interface.outputs) };
}

function gateNode(random: Random, id: string, sources: readonly Source[]): Made {
  const type = randomType(random, 1);
  switch (random.pick(["sleep", "signal", "approve"] as const)) {
    case "sleep":
      return { node: { id, target: { kind: "sleep", duration: "90s" }, inputs: {}, after: [] }, outputs: {} };
    case "signal": {
      const target: Target = { kind: "signal", signal: `signal-${random.whole(0, 1e9)}`, type, output: "o0" };
      return { node: { id, target, inputs: {}, after: [], timeout: "3600s" }, outputs: { o0: type } };
    }
    case "approve": {
      const { bindings, declared } = bindInputs(random, sources, { count: 1, onlyPromises: true });
      const target: Target = { kind: "approve", signal: `approve-${random.whole(0, 1e9)}` };
      return { node: { id, target, inputs: bindings, after: sourcesIn(bindings) }, outputs: typesOf(declared) };
    }
  }
}

function addTask({ random, tasks, etl }: Making, inputs: Variables, outputs: Variables): string {
  const name = `tasks.task_${Object.keys(tasks).length}`;
  const task = randomTask(random, { name, interface: { inputs, outputs }, etl });
  const key = keyOf(task.ref);
  tasks[key] = task;
  return key;
}

// What it waits for, and now and then one more for order alone, as the workflow's nodes are written.
function inWrittenOrder(node: Node, earlier: readonly Node[], random: Random): Node {
  const extra = earlier.length > 0 && random.chance(0.2) ? [random.pick(earlier).id] : [];
  const waits = new Set([...node.after, ...extra]);
  return { ...node, after: earlier.map(({ id }) => id).filter((id) => waits.has(id)) };
}

function writtenOrder(ids: readonly string[], sources: readonly Source[]): readonly string[] {
  return [...new Set(sources.map(({ node }) => node))].filter((id) => ids.includes(id));
}

function randomVariables(random: Random, prefix: string, count: number): Variables {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `${prefix}${index}`,
      { type: randomType(random), ...(random.chance(0.3) ? { description: "what it is for" } : {}) },
    ]),
  );
}

function typesOf(variables: Variables): Readonly<Record<string, FlowType>> {
  return Object.fromEntries(Object.entries(variables).map(([name, { type }]) => [name, type]));
}
