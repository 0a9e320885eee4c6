import { ExecutionMetadata_ExecutionMode as Mode } from "../../lib/idl/gen/flyteidl/admin/execution_pb.js";
import { CatalogCacheStatus } from "../../lib/idl/gen/flyteidl/core/catalog_pb.js";
import {
  ExecutionError_ErrorKind,
  NodeExecution_Phase,
  TaskExecution_Phase,
  WorkflowExecution_Phase,
} from "../../lib/idl/gen/flyteidl/core/execution_pb.js";
import type { Identifier } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import type { Column, Columns, Listing } from "./columns.js";
import { duration, hidden, number, text, time } from "./entity-listings.js";
import type { ExecutionRow, NodeRow, TaskExecutionRow } from "./execution-rows.js";

function identifier(of: (row: ExecutionRow) => Identifier | undefined): Columns<ExecutionRow> {
  return {
    id: hidden("number"),
    project: text((row) => of(row)?.project),
    domain: text((row) => of(row)?.domain),
    name: text((row) => of(row)?.name),
    version: text((row) => of(row)?.version),
  };
}

// Labels and tags are kept alike; a run of a task alone has none.
function tagsOf({ message, tags, launchedTask }: ExecutionRow): readonly (readonly [string, string])[] {
  if (launchedTask) return [];
  return [...Object.entries(message.spec?.labels?.values ?? {}), ...tags.map((tag) => [tag, ""] as const)];
}

const tagKey = text<ExecutionRow>((row) => tagsOf(row).map(([key]) => key));
const tagValue = text<ExecutionRow>((row) => tagsOf(row).map(([, value]) => value));

// What has not ended has lasted no time.
const noTime = { $typeName: "google.protobuf.Duration", seconds: 0n, nanos: 0 } as const;

function errorOf(row: ExecutionRow) {
  const result = row.message.closure?.outputResult;
  return result?.case === "error" ? result.value : undefined;
}

/** What lists of executions know by themselves; `runListing` adds what they point to. */
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
    cluster: text((row) => row.message.spec?.metadata?.systemMetadata?.executionCluster ?? ""),
    abort_cause: text((row) => {
      const result = row.message.closure?.outputResult;
      return result?.case === "abortMetadata" ? result.value.cause : "";
    }),
    started_at: time((row) => row.message.closure?.startedAt),
    execution_created_at: time((row) => row.message.closure?.createdAt),
    execution_updated_at: time((row) => row.message.closure?.updatedAt),
    duration: duration((row) => row.message.closure?.duration ?? noTime),
    deleted_at: hidden("time"),
    launch_plan_id: hidden("number"),
    workflow_id: hidden("number"),
    task_id: hidden("number"),
    closure: hidden(),
    spec: hidden(),
    source_execution_id: hidden("number"),
    parent_node_execution_id: hidden("number"),
    inputs_uri: hidden("text"),
    user_inputs_uri: hidden("text"),
  },
  joins: {
    launch_plan: identifier((row) => (row.launchedTask ? undefined : row.launchPlan)),
    workflow: identifier((row) => row.workflow),
    task: identifier((row) => (row.launchedTask ? row.launchPlan : undefined)),
    admin_tag: {
      id: hidden("number"),
      created_at: hidden("time"),
      updated_at: hidden("time"),
      deleted_at: hidden("time"),
      name: tagKey,
    },
    execution_tag: {
      id: hidden("number"),
      created_at: hidden("time"),
      updated_at: hidden("time"),
      deleted_at: hidden("time"),
      execution_project: text((row) => row.message.id?.project),
      execution_domain: text((row) => row.message.id?.domain),
      execution_name: text((row) => row.message.id?.name),
      key: tagKey,
      value: tagValue,
    },
  },
};

function ofKind(kind: ExecutionError_ErrorKind | undefined): string | undefined {
  return kind === undefined ? undefined : ExecutionError_ErrorKind[kind];
}

function failureOf(row: NodeRow) {
  const result = row.message.closure?.outputResult;
  return result?.case === "error" ? result.value : undefined;
}

/** What lists of node executions know. */
export const nodeListing: Listing<NodeRow> = {
  entity: "node_execution",
  columns: {
    id: { ...number((row) => row.serial), grows: true },
    created_at: { ...time((row) => row.createdAt), grows: true },
    updated_at: time((row) => row.message.closure?.updatedAt),
    node_id: text((row) => row.message.id?.nodeId),
    execution_project: text((row) => row.message.id?.executionId?.project),
    execution_domain: text((row) => row.message.id?.executionId?.domain),
    execution_name: text((row) => row.message.id?.executionId?.name),
    phase: text((row) => NodeExecution_Phase[row.message.closure?.phase ?? 0]),
    started_at: time((row) => row.message.closure?.startedAt),
    node_execution_created_at: time((row) => row.message.closure?.createdAt),
    node_execution_updated_at: time((row) => row.message.closure?.updatedAt),
    duration: duration((row) => row.message.closure?.duration ?? noTime),
    cache_status: text((row) => {
      const target = row.message.closure?.targetMetadata;
      if (target?.case !== "taskNodeMetadata" || target.value.catalogKey === undefined) return undefined;
      return CatalogCacheStatus[target.value.cacheStatus];
    }),
    input_uri: text((row) => row.message.inputUri),
    error_kind: text((row) => ofKind(failureOf(row)?.kind)),
    error_code: text((row) => failureOf(row)?.code),
    parent_id: hidden("number"),
    parent_task_execution_id: hidden("number"),
    closure: hidden(),
    node_execution_metadata: hidden(),
    dynamic_workflow_remote_closure_reference: hidden("text"),
    internal_data: hidden(),
    deleted_at: hidden("time"),
  },
};

/** What lists of task executions know. */
export const taskExecutionListing: Listing<TaskExecutionRow> = {
  entity: "task_execution",
  columns: {
    id: { ...number((row) => row.serial), grows: true },
    created_at: { ...time((row) => row.createdAt), grows: true },
    updated_at: time((row) => row.message.closure?.updatedAt),
    // These ask for the run, not for the task.
    project: text((row) => row.message.id?.nodeExecutionId?.executionId?.project),
    domain: text((row) => row.message.id?.nodeExecutionId?.executionId?.domain),
    name: text((row) => row.message.id?.nodeExecutionId?.executionId?.name),
    execution_project: text((row) => row.message.id?.nodeExecutionId?.executionId?.project),
    execution_domain: text((row) => row.message.id?.nodeExecutionId?.executionId?.domain),
    execution_name: text((row) => row.message.id?.nodeExecutionId?.executionId?.name),
    node_id: text((row) => row.message.id?.nodeExecutionId?.nodeId),
    version: text((row) => row.message.id?.taskId?.version),
    retry_attempt: number((row) => row.message.id?.retryAttempt),
    phase: text((row) => TaskExecution_Phase[row.message.closure?.phase ?? 0]),
    started_at: time((row) => row.message.closure?.startedAt),
    task_execution_created_at: time((row) => row.message.closure?.createdAt),
    task_execution_updated_at: time((row) => row.message.closure?.updatedAt),
    duration: duration((row) => row.message.closure?.duration ?? noTime),
    phase_version: number((row) => row.phaseVersion),
    input_uri: text((row) => row.message.inputUri),
    closure: hidden(),
    deleted_at: hidden("time"),
  },
};

/** The same listing with the columns of another entity, whose row is found for each row; none fits where there is none. */
export function joined<Row, Other>(
  listing: Listing<Row>,
  { entity, columns }: Listing<Other>,
  otherOf: (row: Row) => Other | undefined,
): Listing<Row> {
  const theirs = Object.entries(columns).map(([name, { kind, of }]): [string, Column<Row>] => {
    const cell = (row: Row) => {
      const other = otherOf(row);
      return other === undefined ? undefined : of(other);
    };
    return [name, { kind, of: cell }];
  });
  return { ...listing, joins: { ...listing.joins, [entity]: Object.fromEntries(theirs) } };
}
