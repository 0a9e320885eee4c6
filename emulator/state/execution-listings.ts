import { ExecutionMetadata_ExecutionMode as Mode } from "../../lib/idl/gen/flyteidl/admin/execution_pb.js";
import { CatalogCacheStatus } from "../../lib/idl/gen/flyteidl/core/catalog_pb.js";
import {
  ExecutionError_ErrorKind,
  NodeExecution_Phase,
  TaskExecution_Phase,
  WorkflowExecution_Phase,
} from "../../lib/idl/gen/flyteidl/core/execution_pb.js";
import type { Identifier } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { duration, number, text, time } from "./entity-listings.js";
import type { ExecutionRow, NodeRow, TaskExecutionRow } from "./execution-rows.js";
import type { Columns, Listing } from "./columns.js";

function identifier(of: (row: ExecutionRow) => Identifier | undefined): Columns<ExecutionRow> {
  return {
    project: text((row) => of(row)?.project),
    domain: text((row) => of(row)?.domain),
    name: text((row) => of(row)?.name),
    version: text((row) => of(row)?.version),
  };
}

function errorOf(row: ExecutionRow) {
  const result = row.message.closure?.outputResult;
  return result?.case === "error" ? result.value : undefined;
}

/** What lists of executions know. */
export const executionListing: Listing<ExecutionRow> = {
  entity: "execution",
  columns: {
    id: { ...number((row) => row.serial), grows: true },
    created_at: { ...time((row) => row.createdAt), grows: true },
    updated_at: time((row) => row.message.closure?.updatedAt),
    execution_project: text((row) => row.message.id?.project),
    execution_domain: text((row) => row.message.id?.domain),
    execution_name: text((row) => row.message.id?.name),
    phase: text((row) => WorkflowExecution_Phase[row.message.closure?.phase ?? 0]),
    state: number((row) => row.message.closure?.stateChangeDetails?.state ?? 0),
    mode: number((row) => row.message.spec?.metadata?.mode ?? Mode.MANUAL),
    launch_entity: text((row) => (row.launchedTask ? "task" : "launch_plan")),
    error_kind: text((row) => ofKind(errorOf(row)?.kind)),
    error_code: text((row) => errorOf(row)?.code),
    user: text((row) => row.message.spec?.metadata?.principal),
    cluster: text(() => ""),
    abort_cause: text((row) => {
      const result = row.message.closure?.outputResult;
      return result?.case === "abortMetadata" ? result.value.cause : undefined;
    }),
    started_at: time((row) => row.message.closure?.startedAt),
    execution_created_at: time((row) => row.message.closure?.createdAt),
    execution_updated_at: time((row) => row.message.closure?.updatedAt),
    duration: duration((row) => row.message.closure?.duration),
  },
  joins: {
    launch_plan: identifier((row) => (row.launchedTask ? undefined : row.launchPlan)),
    workflow: identifier((row) => row.workflow),
    task: identifier((row) => (row.launchedTask ? row.launchPlan : undefined)),
    admin_tag: { name: text((row) => row.tags) },
    execution_tag: { key: text(() => []), value: text(() => []) },
  },
};

function ofKind(kind: ExecutionError_ErrorKind | undefined): string | undefined {
  return kind === undefined ? undefined : ExecutionError_ErrorKind[kind];
}

/** What lists of node executions know. */
export const nodeListing: Listing<NodeRow> = {
  entity: "node_execution",
  columns: {
    id: number((row) => row.serial),
    created_at: time((row) => row.createdAt),
    updated_at: time((row) => row.message.closure?.updatedAt),
    node_id: text((row) => row.message.id?.nodeId),
    execution_project: text((row) => row.message.id?.executionId?.project),
    execution_domain: text((row) => row.message.id?.executionId?.domain),
    execution_name: text((row) => row.message.id?.executionId?.name),
    phase: text((row) => NodeExecution_Phase[row.message.closure?.phase ?? 0]),
    parent_id: text((row) => row.parent),
    started_at: time((row) => row.message.closure?.startedAt),
    node_execution_created_at: time((row) => row.message.closure?.createdAt),
    node_execution_updated_at: time((row) => row.message.closure?.updatedAt),
    duration: duration((row) => row.message.closure?.duration),
    cache_status: text((row) => {
      const target = row.message.closure?.targetMetadata;
      return target?.case === "taskNodeMetadata" ? CatalogCacheStatus[target.value.cacheStatus] : undefined;
    }),
  },
};

/** What lists of task executions know. */
export const taskExecutionListing: Listing<TaskExecutionRow> = {
  entity: "task_execution",
  columns: {
    id: number((row) => row.serial),
    created_at: time((row) => row.createdAt),
    updated_at: time((row) => row.message.closure?.updatedAt),
    project: text((row) => row.message.id?.taskId?.project),
    domain: text((row) => row.message.id?.taskId?.domain),
    name: text((row) => row.message.id?.taskId?.name),
    version: text((row) => row.message.id?.taskId?.version),
    retry_attempt: number((row) => row.message.id?.retryAttempt),
    phase: text((row) => TaskExecution_Phase[row.message.closure?.phase ?? 0]),
    started_at: time((row) => row.message.closure?.startedAt),
    task_execution_created_at: time((row) => row.message.closure?.createdAt),
    task_execution_updated_at: time((row) => row.message.closure?.updatedAt),
    duration: duration((row) => row.message.closure?.duration),
  },
};
