import { type DescMessage, fromJson, type JsonValue, type MessageShape, toJson } from "@bufbuild/protobuf";
import type { Client } from "@connectrpc/connect";
import {
  ExecutionSchema,
  WorkflowExecutionGetDataResponseSchema,
} from "../../lib/idl/gen/flyteidl/admin/execution_pb.js";
import { LaunchPlanSpecSchema } from "../../lib/idl/gen/flyteidl/admin/launch_plan_pb.js";
import {
  NodeExecutionGetDataResponseSchema,
  NodeExecutionSchema,
} from "../../lib/idl/gen/flyteidl/admin/node_execution_pb.js";
import {
  TaskExecutionGetDataResponseSchema,
  TaskExecutionSchema,
} from "../../lib/idl/gen/flyteidl/admin/task_execution_pb.js";
import { TaskSpecSchema } from "../../lib/idl/gen/flyteidl/admin/task_pb.js";
import { WorkflowSpecSchema } from "../../lib/idl/gen/flyteidl/admin/workflow_pb.js";
import { IdentifierSchema } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import type { AdminService } from "../../lib/idl/gen/flyteidl/service/admin_pb.js";
import type { Json, JsonObject } from "../../lib/types/index.js";

type Admin = Client<typeof AdminService>;
type ExecutionId = { readonly project: string; readonly domain: string; readonly name: string };

/** An entity as flytekit registers it. */
export interface Entity {
  readonly kind: "TASK" | "WORKFLOW" | "LAUNCH_PLAN";
  readonly id: JsonValue;
  readonly spec: JsonValue;
}

/** Registers entities as flytekit does, in order. */
export async function register(admin: Admin, entities: readonly Entity[]): Promise<void> {
  for (const { kind, id: json, spec } of entities) {
    const id = fromJson(IdentifierSchema, json);
    if (kind === "TASK") await admin.createTask({ id, spec: fromJson(TaskSpecSchema, spec) });
    if (kind === "WORKFLOW") await admin.createWorkflow({ id, spec: fromJson(WorkflowSpecSchema, spec) });
    if (kind === "LAUNCH_PLAN") await admin.createLaunchPlan({ id, spec: fromJson(LaunchPlanSpecSchema, spec) });
  }
}

/** A message as the recordings write it. */
export function jsonOf<Desc extends DescMessage>(schema: Desc, message: MessageShape<Desc>): JsonObject {
  return toJson(schema, message, { useProtoFieldName: true }) as JsonObject;
}

/** What the read calls answer of a run: itself, its data, and the tree of its nodes with their attempts. */
export async function stateOf(admin: Admin, id: ExecutionId): Promise<JsonObject> {
  const execution = await admin.getExecution({ id });
  const data = await admin.getExecutionData({ id });
  return {
    execution: jsonOf(ExecutionSchema, execution),
    data: jsonOf(WorkflowExecutionGetDataResponseSchema, data),
    nodes: await nodesOf(admin, id, ""),
  };
}

async function nodesOf(admin: Admin, id: ExecutionId, uniqueParentId: string): Promise<readonly Json[]> {
  const sortBy = { key: "node_id", direction: 1 };
  const request = { workflowExecutionId: id, uniqueParentId, limit: 100, sortBy };
  const { nodeExecutions } = await admin.listNodeExecutions(request);
  const rows: Json[] = [];
  for (const node of nodeExecutions) {
    const nodeId = node.id!;
    const tasks = await tasksOf(admin, nodeId);
    const children = await nodesOf(admin, id, nodeId.nodeId);
    rows.push({
      node: jsonOf(NodeExecutionSchema, node),
      data: jsonOf(NodeExecutionGetDataResponseSchema, await admin.getNodeExecutionData({ id: nodeId })),
      ...(tasks.length === 0 ? {} : { tasks }),
      ...(children.length === 0 ? {} : { children }),
    });
  }
  return rows;
}

type NodeId = NonNullable<Awaited<ReturnType<Admin["listNodeExecutions"]>>["nodeExecutions"][number]["id"]>;

async function tasksOf(admin: Admin, nodeExecutionId: NodeId): Promise<readonly Json[]> {
  const sortBy = { key: "retry_attempt", direction: 1 };
  const { taskExecutions } = await admin.listTaskExecutions({ nodeExecutionId, limit: 100, sortBy });
  return await Promise.all(
    taskExecutions.map(async (task) => ({
      task: portable(jsonOf(TaskExecutionSchema, task)),
      data: jsonOf(TaskExecutionGetDataResponseSchema, await admin.getTaskExecutionData({ id: task.id! })),
    })),
  );
}

// Reasons and log links belong to whoever ran the container; the recordings have them in the events only.
function portable(task: JsonObject): JsonObject {
  const { reason: _, reasons: __, logs: ___, metadata, ...closure } = task.closure as JsonObject;
  const { external_resources: resources, ...rest } = (metadata ?? {}) as JsonObject;
  const bare = (resources as readonly JsonObject[] | undefined)?.map(({ logs: _, ...resource }) => resource);
  return { ...task, closure: { ...closure, metadata: { ...rest, ...(bare && { external_resources: bare }) } } };
}
