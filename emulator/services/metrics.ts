import { create } from "@bufbuild/protobuf";
import type { TaskExecution } from "../../lib/idl/gen/flyteidl/admin/task_execution_pb.js";
import {
  type CompiledWorkflowClosure,
  CompiledWorkflowClosureSchema,
} from "../../lib/idl/gen/flyteidl/core/compiler_pb.js";
import { type Identifier, IdentifierSchema, ResourceType } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { type Span, SpanSchema } from "../../lib/idl/gen/flyteidl/core/metrics_pb.js";
import type { BranchNode, Node, WorkflowNode } from "../../lib/idl/gen/flyteidl/core/workflow_pb.js";
import {
  closureOf,
  type ExecutionRow,
  entityKey,
  findExecution,
  internal,
  type NodeRow,
  nodeClosure,
  notFound,
  type Store,
  textForm,
} from "../state/index.js";
import { innerNodes } from "./compile/branch.js";
import { absent } from "./identify.js";
import { inTime, latest, type Moment, notBefore, operation, plus } from "./spans.js";

const [startNode, endNode] = ["start-node", "end-node"];

/**
 * Where the time of a run went: spans of the run, its nodes and their attempts, and between them of what Flyte itself did.
 * `depth` is how many levels below the run are told; negative tells all. NOT_FOUND for a sub workflow that was never
 * registered on its own, as FlyteAdmin answers.
 */
export function metricsOf(store: Store, execution: ExecutionRow, depth: number): Span {
  const { createdAt, updatedAt } = closureOf(execution);
  const spans = depth === 0 ? [] : spansOfRun(store, execution, depth);
  const id = execution.message.id;
  return span([createdAt, updatedAt], id && { case: "workflowId", value: id }, spans);
}

function span(
  [startTime, endTime]: readonly [Moment, Moment],
  id: Span["id"] | undefined,
  spans: readonly Span[],
): Span {
  return create(SpanSchema, {
    ...(startTime && { startTime }),
    ...(endTime && { endTime }),
    ...(id && { id }),
    spans: [...spans],
  });
}

function spansOfRun(store: Store, execution: ExecutionRow, depth: number): readonly Span[] {
  const { createdAt, updatedAt } = closureOf(execution);
  const workflow = workflowOf(store, execution.workflow);
  const nodes = nodesUnder(execution, undefined);
  const start = updatedOf(nodes.get(startNode));
  if (start === undefined) return [operation("WORKFLOW_SETUP", createdAt, updatedAt)];
  const last = latest(upstreamOf(workflow, endNode), nodes);
  const inner = spansOfNodes({ store, execution, workflow, nodes }, depth - 1);
  const isDone = last !== undefined && notBefore(updatedAt, updatedOf(last));
  return [
    operation("WORKFLOW_SETUP", createdAt, start),
    ...inner,
    ...(isDone ? [operation("WORKFLOW_TEARDOWN", updatedOf(last), updatedAt)] : []),
  ];
}

interface Level {
  readonly store: Store;
  readonly execution: ExecutionRow;
  readonly workflow: CompiledWorkflowClosure;
  /** By the id that the workflow gives them. */
  readonly nodes: ReadonlyMap<string, NodeRow>;
}

function spansOfNodes(level: Level, depth: number): readonly Span[] {
  const { workflow, nodes } = level;
  const { template } = workflow.primary ?? {};
  const rows = [...nodes].filter(([id]) => id !== startNode && id !== endNode);
  const sorted = rows.sort(([, a], [, b]) => inTime(nodeClosure(a).createdAt, nodeClosure(b).createdAt));
  return sorted.map(([id, row]) => {
    const node = template?.nodes.findLast((each) => each.id === id);
    if (node === undefined) {
      const name = template?.id === undefined ? "<nil>" : textForm(IdentifierSchema, template.id);
      throw internal(`failed to discover workflow node '${id}' in workflow '${name}'`);
    }
    const own = spanOfNode(level, row, node, depth);
    const before = latest(upstreamOf(workflow, id), nodes);
    if (before === undefined) return own;
    return {
      ...own,
      spans: [operation("NODE_TRANSITION", updatedOf(before), nodeClosure(row).createdAt), ...own.spans],
    };
  });
}

function spanOfNode(level: Level, row: NodeRow, node: Node, depth: number): Span {
  const { createdAt, updatedAt } = nodeClosure(row);
  const { id } = row.message;
  const spans = depth === 0 ? [] : insideNode(level, row, node, depth - 1);
  return span([createdAt, updatedAt], id && { case: "nodeId", value: id }, spans);
}

function insideNode(level: Level, row: NodeRow, { target }: Node, depth: number): readonly Span[] {
  switch (target.case) {
    case "branchNode":
      return insideBranch(level, row, target.value, depth);
    case "gateNode":
      return insideGate(row);
    case "taskNode":
      return row.message.metadata?.isParentNode ? insideDynamic(level, row, depth) : insideTask(row, depth);
    case "workflowNode":
      return insideWorkflow(level, row, target.value, depth);
    default:
      // An array node's attempts are told nowhere.
      return [];
  }
}

function insideTask(row: NodeRow, depth: number): readonly Span[] {
  const { createdAt, updatedAt } = nodeClosure(row);
  const tasks = attemptsOf(row);
  const end = tasks.at(-1)?.closure?.updatedAt;
  if (tasks.length === 0) return [operation("NODE_SETUP", createdAt, updatedAt)];
  const tail = notBefore(updatedAt, end) ? [operation("NODE_TEARDOWN", end, updatedAt)] : [];
  return [operation("NODE_SETUP", createdAt, firstTold(row)), ...spansOfTasks(tasks, depth), ...tail];
}

function insideDynamic({ store, execution }: Level, row: NodeRow, depth: number): readonly Span[] {
  const { createdAt, updatedAt } = nodeClosure(row);
  const tasks = attemptsOf(row);
  if (tasks.length === 0) return [operation("NODE_SETUP", createdAt, updatedAt)];
  const head = [operation("NODE_SETUP", createdAt, firstTold(row)), ...spansOfTasks(tasks, depth)];
  const end = tasks.at(-1)?.closure?.updatedAt;
  const nodes = nodesUnder(execution, row);
  if (nodes.size === 0) return notBefore(updatedAt, end) ? [...head, operation("NODE_RESET", end, updatedAt)] : head;
  // Of a workflow that nobody told, no node is known.
  const workflow = row.dynamicWorkflow?.compiledWorkflow ?? create(CompiledWorkflowClosureSchema);
  const reset = operation("NODE_RESET", end, updatedOf(nodes.get(startNode)));
  return [...head, reset, ...withTail({ store, execution, workflow, nodes }, row, depth)];
}

function insideWorkflow(level: Level, row: NodeRow, { reference }: WorkflowNode, depth: number): readonly Span[] {
  const { createdAt, updatedAt, targetMetadata } = nodeClosure(row);
  if (reference.case === "subWorkflowRef") {
    const nodes = nodesUnder(level.execution, row);
    if (nodes.size === 0) return [operation("NODE_SETUP", createdAt, updatedAt)];
    const workflow = workflowOf(level.store, reference.value);
    const setup = operation("NODE_SETUP", createdAt, updatedOf(nodes.get(startNode)));
    return [setup, ...withTail({ ...level, workflow, nodes }, row, depth)];
  }
  const child = targetMetadata.case === "workflowNodeMetadata" ? targetMetadata.value.executionId : undefined;
  if (child === undefined) return [operation("NODE_SETUP", createdAt, updatedAt)];
  const execution = findExecution(level.store, child);
  const closure = closureOf(execution);
  const tail = notBefore(updatedAt, closure.updatedAt);
  return [
    operation("NODE_SETUP", createdAt, closure.createdAt),
    metricsOf(level.store, execution, depth),
    ...(tail ? [operation("NODE_TEARDOWN", closure.updatedAt, updatedAt)] : []),
  ];
}

function withTail(level: Level, row: NodeRow, depth: number): readonly Span[] {
  const { updatedAt } = nodeClosure(row);
  const last = latest(upstreamOf(level.workflow, endNode), level.nodes);
  const isDone = last !== undefined && notBefore(updatedAt, updatedOf(last));
  return [...spansOfNodes(level, depth), ...(isDone ? [operation("NODE_TEARDOWN", updatedOf(last), updatedAt)] : [])];
}

function insideBranch(level: Level, row: NodeRow, branch: BranchNode, depth: number): readonly Span[] {
  const { createdAt, updatedAt } = nodeClosure(row);
  const nodes = nodesUnder(level.execution, row);
  const [entry, ...others] = nodes;
  if (entry === undefined) return [operation("NODE_SETUP", createdAt, updatedAt)];
  if (others.length > 0) {
    throw internal(`invalid branch node execution: expected 1 but found ${nodes.size} node execution(s)`);
  }
  const [id, child] = entry;
  const node = innerNodes(branch).find((each) => each.id === id);
  if (node === undefined) {
    throw internal(`failed to identify branch node final node definition for nodeID '${id}' and branchNode`);
  }
  const tail = notBefore(updatedAt, updatedOf(child));
  return [
    operation("NODE_SETUP", createdAt, nodeClosure(child).createdAt),
    spanOfNode(level, child, node, depth),
    ...(tail ? [operation("NODE_TEARDOWN", updatedOf(child), updatedAt)] : []),
  ];
}

function insideGate(row: NodeRow): readonly Span[] {
  const { createdAt, updatedAt, startedAt, duration } = nodeClosure(row);
  if (startedAt === undefined) return [operation("NODE_SETUP", createdAt, updatedAt)];
  const setup = operation("NODE_SETUP", createdAt, startedAt);
  const end = plus(startedAt, duration);
  if (end === undefined) return [setup, operation("NODE_IDLE", startedAt, updatedAt)];
  return [setup, operation("NODE_IDLE", startedAt, end), operation("NODE_TEARDOWN", end, updatedAt)];
}

function spansOfTasks(tasks: readonly TaskExecution[], depth: number): readonly Span[] {
  return tasks.flatMap((task, index) => {
    const before = tasks[index - 1]?.closure?.updatedAt;
    const reset = index === 0 ? [] : [operation("NODE_RESET", before, task.closure?.createdAt)];
    return depth === 0 ? reset : [...reset, spanOfTask(task)];
  });
}

function spanOfTask({ id, closure }: TaskExecution): Span {
  const { createdAt, updatedAt, startedAt, duration } = closure ?? {};
  const name = id && ({ case: "taskId", value: id } as const);
  const whole = [createdAt, updatedAt] as const;
  if (startedAt === undefined) return span(whole, name, [operation("TASK_SETUP", createdAt, updatedAt)]);
  const setup = operation("TASK_SETUP", createdAt, startedAt);
  const end = plus(startedAt, duration);
  if (end === undefined) return span(whole, name, [setup, operation("TASK_RUNTIME", startedAt, updatedAt)]);
  const tail = notBefore(updatedAt, end) ? [operation("TASK_TEARDOWN", end, updatedAt)] : [];
  return span(whole, name, [setup, operation("TASK_RUNTIME", startedAt, end), ...tail]);
}

function attemptsOf({ tasks }: NodeRow): readonly TaskExecution[] {
  const messages = tasks.map(({ message }) => message);
  return messages.sort((a, b) => inTime(a.closure?.createdAt, b.closure?.createdAt));
}

// The node's setup ends with the attempt that was told first, even where another one began before.
function firstTold({ tasks }: NodeRow): Moment {
  return tasks[0]?.message.closure?.createdAt;
}

function nodesUnder({ nodes, message }: ExecutionRow, parent: NodeRow | undefined): ReadonlyMap<string, NodeRow> {
  const id = parent?.message.id?.nodeId;
  const rows = [...nodes.values()].filter(
    (row) => row.parent === id && (id !== undefined || row.parentTask === undefined),
  );
  return new Map(rows.map((row) => [row.message.metadata?.specNodeId ?? message.id?.name ?? "", row]));
}

function upstreamOf({ primary }: CompiledWorkflowClosure, id: string): readonly string[] {
  return primary?.connections?.upstream[id]?.ids ?? [];
}

function updatedOf(row: NodeRow | undefined): Moment {
  return row && nodeClosure(row).updatedAt;
}

function workflowOf(store: Store, id: Identifier): CompiledWorkflowClosure {
  const compiled = store.workflows.get(entityKey(id))?.message.closure?.compiledWorkflow;
  if (compiled === undefined) throw notFound(absent(ResourceType.WORKFLOW, id));
  return compiled;
}
