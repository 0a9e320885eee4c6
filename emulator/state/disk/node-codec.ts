import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  DynamicWorkflowNodeMetadataSchema,
  NodeExecutionSchema,
} from "../../../lib/idl/gen/flyteidl/admin/node_execution_pb.js";
import { TaskExecutionListSchema } from "../../../lib/idl/gen/flyteidl/admin/task_execution_pb.js";
import type { Cell as SqlCell } from "../../../lib/sqlite/index.js";
import type { NodeRow, TaskExecutionRow } from "../execution-rows.js";
import { internal } from "../refusal.js";

/** A node as it lies in the file, with all its attempts. */
export interface StoredNode {
  readonly serial: number;
  readonly parent: string | null;
  readonly parent_task: string | null;
  readonly event_version: number;
  readonly message: Uint8Array;
  readonly dynamic: Uint8Array | null;
  readonly attempts: Uint8Array | null;
  /** JSON: for each attempt its number as a row and its phase's version. */
  readonly attempt_facts: string | null;
}

/** Everything that is kept of a node, in the order of {@link StoredNode}. */
export function nodeCells(row: NodeRow): readonly SqlCell[] {
  const { serial, parent, parentTask, eventVersion, message, dynamicWorkflow, tasks } = row;
  const taskExecutions = tasks.map((task) => task.message);
  return [
    serial,
    parent ?? null,
    parentTask ?? null,
    eventVersion,
    toBinary(NodeExecutionSchema, message),
    dynamicWorkflow === undefined ? null : toBinary(DynamicWorkflowNodeMetadataSchema, dynamicWorkflow),
    tasks.length === 0 ? null : toBinary(TaskExecutionListSchema, create(TaskExecutionListSchema, { taskExecutions })),
    tasks.length === 0 ? null : JSON.stringify(tasks.map((task) => [task.serial, task.phaseVersion])),
  ];
}

/** A node that was read. */
export function nodeOf(stored: StoredNode): NodeRow {
  const message = fromBinary(NodeExecutionSchema, stored.message);
  const createdAt = message.closure?.createdAt;
  if (createdAt === undefined) throw internal(`node ${message.id?.nodeId} is stored without its closure`);
  return {
    serial: stored.serial,
    createdAt,
    message,
    parent: stored.parent ?? undefined,
    parentTask: stored.parent_task ?? undefined,
    eventVersion: stored.event_version,
    dynamicWorkflow:
      stored.dynamic === null ? undefined : fromBinary(DynamicWorkflowNodeMetadataSchema, stored.dynamic),
    tasks: attemptsOf(stored),
  };
}

function attemptsOf({ attempts, attempt_facts: text }: StoredNode): TaskExecutionRow[] {
  if (attempts === null || text === null) return [];
  // What nodeCells wrote.
  const facts = JSON.parse(text) as readonly (readonly [number, number])[];
  return fromBinary(TaskExecutionListSchema, attempts).taskExecutions.map((message, index) => {
    const [serial = 0, phaseVersion = 0] = facts[index] ?? [];
    const createdAt = message.closure?.createdAt;
    if (createdAt === undefined) throw internal("a task execution is stored without its closure");
    return { serial, createdAt, message, phaseVersion };
  });
}
