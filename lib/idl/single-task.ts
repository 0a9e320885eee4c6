import { type Dag, keyOf, type Node } from "../dag/index.js";
import type { TaskTemplate } from "./gen/flyteidl/core/tasks_pb.js";
import type { Place } from "./ref.js";
import { decodeTask } from "./task.js";

// What FlyteAdmin gives a task that says nothing itself.
const defaultRetries = 3;

/** Name of the workflow that FlyteAdmin generates to run one task. */
export function singleTaskWorkflow(task: string): string {
  return `.flytegen.${task}`;
}

/**
 * The workflow of one node that runs a task by itself, as FlyteAdmin generates it: the task's interface, all inputs
 * required, three retries where the task sets none.
 */
export function dagOfTask(template: TaskTemplate, place: Place): Dag {
  const task = decodeTask(template, place);
  const { ref, interface: io, interruptible } = task;
  const id = ref.name.replace(/[^A-Za-z0-9-]/g, "").slice(-63);
  const node: Node = {
    id,
    name: id,
    target: { kind: "task", task: keyOf(ref) },
    inputs: bindAll(Object.keys(io.inputs), ""),
    after: [],
    ...(task.retries === 0 ? {} : { retries: task.retries ?? defaultRetries }),
    ...(interruptible === undefined ? {} : { interruptible }),
  };
  return {
    ref: { ...ref, name: singleTaskWorkflow(ref.name) },
    interface: io,
    nodes: [node],
    outputs: bindAll(Object.keys(io.outputs), id),
    onFailure: "fail_immediately",
    tasks: { [keyOf(ref)]: task },
    workflows: {},
    launchPlans: {},
    defaults: {},
  };
}

function bindAll(names: readonly string[], node: string) {
  return Object.fromEntries(names.map((output) => [output, { kind: "promise" as const, node, output }]));
}
