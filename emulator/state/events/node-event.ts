import { create } from "@bufbuild/protobuf";
import {
  DynamicWorkflowNodeMetadataSchema,
  type NodeExecutionClosure,
  NodeExecutionClosureSchema,
  NodeExecutionMetaDataSchema,
  NodeExecutionSchema,
  TaskNodeMetadataSchema,
  WorkflowNodeMetadataSchema,
} from "../../../lib/idl/gen/flyteidl/admin/node_execution_pb.js";
import { NodeExecution_Phase as Phase } from "../../../lib/idl/gen/flyteidl/core/execution_pb.js";
import {
  IdentifierSchema,
  type NodeExecutionIdentifier,
  NodeExecutionIdentifierSchema,
} from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import type { NodeExecutionEvent } from "../../../lib/idl/gen/flyteidl/event/event_pb.js";
import type { ExecutionRow, NodeRow } from "../execution-rows.js";
import { between } from "../moment.js";
import { exists, internal, notFound } from "../refusal.js";
import type { Store } from "../store.js";
import { textForm } from "../text-form.js";
import { checkProducer, executionText, findExecution, hasEnded } from "./rules.js";

const terminal = new Set([
  Phase.SUCCEEDED,
  Phase.FAILED,
  Phase.ABORTED,
  Phase.SKIPPED,
  Phase.TIMED_OUT,
  Phase.RECOVERED,
]);

/** Applies what an executor says of a node; the codes are those of FlyteAdmin's CreateNodeEvent. */
export function applyNodeEvent(store: Store, event: NodeExecutionEvent): NodeRow {
  const id = event.id ?? create(NodeExecutionIdentifierSchema);
  const execution = executionOf(store, id);
  checkProducer(event.producerId);
  const known = execution.nodes.get(id.nodeId);
  if (known === undefined) return addNode(store, execution, event);
  checkChild(store, event);
  const closure = nodeClosure(known);
  const phase = Phase[event.phase];
  if (closure.phase === event.phase && event.phase !== Phase.DYNAMIC_RUNNING) {
    throw exists(`This phase was already recorded ${phase} for ${textForm(NodeExecutionIdentifierSchema, id)}`);
  }
  if (terminal.has(closure.phase)) {
    const text = `Invalid phase change from ${Phase[closure.phase]} to ${phase} for node execution ${known.serial}`;
    throw hasEnded(text, phase);
  }
  update(store, known, event);
  store.executions.putNode(execution, known);
  return known;
}

/** The closure of a node execution, which every stored one has. */
export function nodeClosure({ message }: NodeRow): NodeExecutionClosure {
  if (message.closure === undefined) throw internal(`node ${message.id?.nodeId} is stored without its closure`);
  return message.closure;
}

/** A node of a run; NOT_FOUND. */
export function findNode(execution: ExecutionRow | undefined, id: NodeExecutionIdentifier): NodeRow {
  const row = execution?.nodes.get(id.nodeId);
  if (row === undefined) {
    const text = textForm(NodeExecutionIdentifierSchema, id);
    throw notFound(`missing entity of type node execution with identifier ${text}`);
  }
  return row;
}

function executionOf(store: Store, { executionId }: NodeExecutionIdentifier): ExecutionRow {
  const id = executionId ?? { project: "", domain: "", name: "" };
  try {
    return findExecution(store, id);
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^\[\w+\] /, "") : String(error);
    throw notFound(`Failed to get existing execution id: [${executionText(id)}] with err: ${why}`);
  }
}

function addNode(store: Store, execution: ExecutionRow, event: NodeExecutionEvent): NodeRow {
  const parent = event.parentNodeMetadata?.nodeId;
  if (parent !== undefined && event.id !== undefined) findNode(execution, { ...event.id, nodeId: parent });
  if (event.occurredAt === undefined) {
    throw internal("failed to unmarshal occurredAt with error: timestamp: nil Timestamp");
  }
  const { retryGroup, isParent, specNodeId, isDynamic, isArray, isEager } = event;
  const metadata = create(NodeExecutionMetaDataSchema, {
    retryGroup,
    isParentNode: isParent,
    specNodeId,
    isDynamic,
    isArray,
    isEager,
  });
  const closure = create(NodeExecutionClosureSchema, { createdAt: event.occurredAt });
  const message = create(NodeExecutionSchema, { ...(event.id && { id: event.id }), metadata, closure });
  const row: NodeRow = {
    serial: store.nextSerial(),
    createdAt: event.occurredAt,
    message,
    parent,
    dynamicWorkflow: undefined,
    tasks: [],
  };
  update(store, row, event);
  // FlyteAdmin drops the child that the first event of a node names.
  if (event.targetMetadata.case === "workflowNodeMetadata") row.message.closure = withoutTarget(nodeClosure(row));
  store.executions.putNode(execution, row);
  return row;
}

function update(store: Store, row: NodeRow, event: NodeExecutionEvent): void {
  const { message } = row;
  const closure = nodeClosure(row);
  const { occurredAt, metadata } = { occurredAt: event.occurredAt, metadata: message.metadata };
  if (occurredAt === undefined) throw internal("failed to unmarshal occurredAt with error: timestamp: nil Timestamp");
  if (event.phase === Phase.DYNAMIC_RUNNING || event.targetMetadata.case === "taskNodeMetadata")
    keepDynamic(row, event);
  closure.phase = event.phase;
  closure.updatedAt = event.reportedAt ?? occurredAt;
  closure.deckUri = event.deckUri;
  if (event.phase === Phase.RUNNING) closure.startedAt = occurredAt;
  if (terminal.has(event.phase) && closure.startedAt !== undefined) {
    closure.duration = between(closure.startedAt, occurredAt);
  }
  if (metadata !== undefined) {
    metadata.isParentNode ||= event.isParent;
    metadata.isDynamic ||= event.isDynamic;
    metadata.isArray ||= event.isArray;
  }
  const path = pathOf(event.id);
  const { inputValue, outputResult } = event;
  if (inputValue.case === "inputUri" && inputValue.value !== "") message.inputUri = inputValue.value;
  if (inputValue.case === "inputData") {
    message.inputUri = store.data.keep(inputValue.value, ...path, "offloaded_inputs");
  }
  if (outputResult.case === "outputUri") closure.outputResult = outputResult;
  if (outputResult.case === "error") closure.outputResult = outputResult;
  if (outputResult.case === "outputData") {
    const uri = store.data.keep(outputResult.value, ...path, "offloaded_outputs");
    closure.outputResult = { case: "outputUri", value: uri };
  }
  setTarget(row, event);
}

function pathOf(id: NodeExecutionIdentifier | undefined): readonly string[] {
  const { project = "", domain = "", name = "" } = id?.executionId ?? {};
  return [project, domain, name, id?.nodeId ?? ""];
}

function withoutTarget(closure: NodeExecutionClosure): NodeExecutionClosure {
  return { ...closure, targetMetadata: { case: undefined } };
}

function checkChild(store: Store, { targetMetadata }: NodeExecutionEvent): void {
  if (targetMetadata.case !== "workflowNodeMetadata" || targetMetadata.value.executionId === undefined) return;
  findExecution(store, targetMetadata.value.executionId);
}

function setTarget(row: NodeRow, { targetMetadata }: NodeExecutionEvent): void {
  const closure = nodeClosure(row);
  if (targetMetadata.case === "workflowNodeMetadata") {
    const { executionId } = targetMetadata.value;
    const value = create(WorkflowNodeMetadataSchema, executionId && { executionId });
    closure.targetMetadata = { case: "workflowNodeMetadata", value };
  }
  if (targetMetadata.case === "taskNodeMetadata") {
    const { cacheStatus, catalogKey, checkpointUri, dynamicWorkflow } = targetMetadata.value;
    const value = create(TaskNodeMetadataSchema, { cacheStatus, ...(catalogKey && { catalogKey }), checkpointUri });
    closure.targetMetadata = { case: "taskNodeMetadata", value };
    if (dynamicWorkflow !== undefined) closure.dynamicJobSpecUri = dynamicWorkflow.dynamicJobSpecUri;
  }
}

function keepDynamic(row: NodeRow, { targetMetadata, id }: NodeExecutionEvent): void {
  const dynamic = targetMetadata.case === "taskNodeMetadata" ? targetMetadata.value.dynamicWorkflow : undefined;
  if (dynamic === undefined) return;
  if (dynamic.compiledWorkflow === undefined) {
    const node = id === undefined ? "" : textForm(NodeExecutionIdentifierSchema, id);
    const workflow = dynamic.id === undefined ? "" : textForm(IdentifierSchema, dynamic.id);
    const what = `Failed to upload dynamic workflow closure for node id [${node}] and workflow id [${workflow}]`;
    throw internal(`${what} with err: proto: Marshal called with nil`);
  }
  const { id: workflow, compiledWorkflow, dynamicJobSpecUri } = dynamic;
  row.dynamicWorkflow = create(DynamicWorkflowNodeMetadataSchema, {
    ...(workflow && { id: workflow }),
    compiledWorkflow,
    dynamicJobSpecUri,
  });
}
