import type { TaskExecutionIdentifier } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import type { ExecutionRow } from "./execution-rows.js";

/** What names a version of a task, workflow or launch plan. */
export interface EntityId {
  readonly project: string;
  readonly domain: string;
  readonly name: string;
  readonly version: string;
}

/** What names an execution. */
export interface ExecutionId {
  readonly project: string;
  readonly domain: string;
  readonly name: string;
}

/** Key of a run in the store's table. */
export function rowKey({ message: { id } }: ExecutionRow): string {
  return executionKey(id ?? { project: "", domain: "", name: "" });
}

/** Key of an entity in the store's maps. */
export function entityKey({ project, domain, name, version }: EntityId): string {
  return [project, domain, name, version].join("\n");
}

/** Key of an attempt of a task. */
export function attemptKey(id: TaskExecutionIdentifier | undefined): string {
  const { taskId, nodeExecutionId: node, retryAttempt = 0 } = id ?? {};
  const run = node?.executionId === undefined ? "" : executionKey(node.executionId);
  return [run, node?.nodeId ?? "", taskId === undefined ? "" : entityKey(taskId), retryAttempt].join("\n");
}

/** Key of an execution in the store's maps. */
export function executionKey({ project, domain, name }: ExecutionId): string {
  return [project, domain, name].join("\n");
}
