import type { NodeExecution } from "../../idl/gen/flyteidl/admin/node_execution_pb.js";
import { TaskExecution_Phase as TaskPhase } from "../../idl/gen/flyteidl/core/execution_pb.js";
import { decodeError, decodeNodePhase, type WireError } from "../../idl/index.js";
import type { Backend } from "../backend.js";
import { callAdmin } from "../call/admin.js";
import { type ExecutionId, executionIdOf, nameOf } from "./execution.js";

/** A node that failed. */
export interface NodeFailure {
  /** Ids as their workflows have them, from the outermost node inwards. */
  readonly path: readonly string[];
  /** The last attempt, counted from 0; absent where no task ran. */
  readonly attempt?: number;
  readonly error: WireError;
}

/**
 * The node that failed deepest inside an execution: followed into sub-workflows, branches, dynamic nodes and child
 * executions. Undefined when no node tells of a failure, also when the backend cannot list them.
 */
export async function deepestFailure(
  backend: Backend,
  id: ExecutionId,
  signal?: AbortSignal,
): Promise<NodeFailure | undefined> {
  try {
    return await within({ backend, signal, id, parent: "", path: [] }, 0);
  } catch (error) {
    // It is only a better explanation: that it cannot be had must not hide that the execution failed.
    if (signal?.aborted === true) throw error;
    return undefined;
  }
}

interface Place {
  readonly backend: Backend;
  readonly signal: AbortSignal | undefined;
  readonly id: ExecutionId;
  /** Unique id of the node to look into; empty: the execution itself. */
  readonly parent: string;
  readonly path: readonly string[];
}

// Nobody nests executions deeper; a loop of them would otherwise never end.
const deepest = 32;

async function within(place: Place, depth: number): Promise<NodeFailure | undefined> {
  const nodes = await nodesIn(place);
  const failed = nodes.find((node) => hasFailed(node));
  if (failed === undefined || depth > deepest) return undefined;
  const path = [...place.path, failed.metadata?.specNodeId || failed.id!.nodeId];
  const child = failed.closure?.targetMetadata;
  const inside =
    child?.case === "workflowNodeMetadata" && child.value.executionId !== undefined
      ? { ...place, id: executionIdOf(child.value.executionId), parent: "", path }
      : { ...place, parent: failed.id!.nodeId, path };
  const isParent = failed.metadata?.isParentNode === true || inside.parent === "";
  return (isParent ? await within(inside, depth + 1) : undefined) ?? itself(place, failed, path);
}

function hasFailed({ closure }: NodeExecution): boolean {
  const phase = closure === undefined ? undefined : decodeNodePhase(closure.phase);
  return phase === "FAILED" || phase === "TIMED_OUT" || phase === "FAILING";
}

async function itself(place: Place, node: NodeExecution, path: readonly string[]): Promise<NodeFailure | undefined> {
  const attempts = await attemptsOf(place, node);
  const last = attempts.at(-1);
  const attempt = last?.id === undefined ? {} : { attempt: last.id.retryAttempt };
  // What the task said itself is better than what the engine made of it ("RetriesExhausted|…").
  for (const result of [last?.closure?.outputResult, node.closure?.outputResult])
    if (result?.case === "error") return { path, ...attempt, error: decodeError(result.value) };
  return undefined;
}

async function nodesIn({ backend, id, parent, signal }: Place): Promise<readonly NodeExecution[]> {
  const aims = { doing: `list the nodes of execution ${nameOf(id)}`, signal };
  const found: NodeExecution[] = [];
  let token = "";
  do {
    const request = { workflowExecutionId: id, limit: 500, token, uniqueParentId: parent };
    const page = await callAdmin(backend, aims, (admin, options) => admin.listNodeExecutions(request, options));
    found.push(...page.nodeExecutions);
    token = page.token;
  } while (token !== "" && !found.some(hasFailed));
  return found;
}

async function attemptsOf({ backend, id, signal }: Place, { id: nodeId }: NodeExecution) {
  const aims = { doing: `list the attempts of execution ${nameOf(id)}`, signal };
  const request = { nodeExecutionId: nodeId!, limit: 500 };
  const { taskExecutions } = await callAdmin(backend, aims, (admin, options) =>
    admin.listTaskExecutions(request, options),
  );
  return taskExecutions
    .filter(({ closure }) => closure?.phase !== TaskPhase.SUCCEEDED)
    .sort((a, b) => (a.id?.retryAttempt ?? 0) - (b.id?.retryAttempt ?? 0));
}
