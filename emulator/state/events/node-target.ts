import { create } from "@bufbuild/protobuf";
import {
  type DynamicWorkflowNodeMetadata,
  DynamicWorkflowNodeMetadataSchema,
  type NodeExecutionClosure,
  TaskNodeMetadataSchema,
  WorkflowNodeMetadataSchema,
} from "../../../lib/idl/gen/flyteidl/admin/node_execution_pb.js";
import { IdentifierSchema, NodeExecutionIdentifierSchema } from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import type { NodeExecutionEvent } from "../../../lib/idl/gen/flyteidl/event/event_pb.js";
import { internal } from "../refusal.js";
import { textForm } from "../text-form.js";

/** Demands that a dynamic workflow comes with its compiled form; INTERNAL, since FlyteAdmin fails to store it. */
export function checkDynamic({ targetMetadata, id }: NodeExecutionEvent): void {
  const dynamic = targetMetadata.case === "taskNodeMetadata" ? targetMetadata.value.dynamicWorkflow : undefined;
  if (dynamic === undefined || dynamic.compiledWorkflow !== undefined) return;
  const node = textForm(NodeExecutionIdentifierSchema, id);
  const workflow = textForm(IdentifierSchema, dynamic.id);
  const what = `Failed to upload dynamic workflow closure for node id [${node}] and workflow id [${workflow}]`;
  throw internal(`${what} with err: proto: Marshal called with nil`);
}

/** The workflow that a dynamic task made, if the event carries one. */
export function dynamicOf({ targetMetadata }: NodeExecutionEvent): DynamicWorkflowNodeMetadata | undefined {
  const dynamic = targetMetadata.case === "taskNodeMetadata" ? targetMetadata.value.dynamicWorkflow : undefined;
  if (dynamic?.compiledWorkflow === undefined) return undefined;
  const { id, compiledWorkflow, dynamicJobSpecUri } = dynamic;
  return create(DynamicWorkflowNodeMetadataSchema, { ...(id && { id }), compiledWorkflow, dynamicJobSpecUri });
}

/** Notes what an event says of a node's task; the state of the cache counts only with the key that it belongs to. */
export function addTarget(closure: NodeExecutionClosure, { targetMetadata }: NodeExecutionEvent): void {
  if (targetMetadata.case !== "taskNodeMetadata") return;
  const { cacheStatus, catalogKey, checkpointUri } = targetMetadata.value;
  const value = create(TaskNodeMetadataSchema, { checkpointUri, ...(catalogKey && { cacheStatus, catalogKey }) });
  closure.targetMetadata = { case: "taskNodeMetadata", value };
}

/** Notes the run that a node started; the first one stays. */
export function keepChild(closure: NodeExecutionClosure, { targetMetadata }: NodeExecutionEvent): void {
  if (targetMetadata.case !== "workflowNodeMetadata" || closure.targetMetadata.case === "workflowNodeMetadata") return;
  const { executionId } = targetMetadata.value;
  const value = create(WorkflowNodeMetadataSchema, executionId && { executionId });
  closure.targetMetadata = { case: "workflowNodeMetadata", value };
}
