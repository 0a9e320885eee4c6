import { create } from "@bufbuild/protobuf";
import type { Timestamp } from "@bufbuild/protobuf/wkt";
import {
  type NodeExecutionClosure,
  NodeExecutionClosureSchema,
  NodeExecutionMetaDataSchema,
  NodeExecutionSchema,
} from "../../../lib/idl/gen/flyteidl/admin/node_execution_pb.js";
import { NodeExecution_Phase as Phase } from "../../../lib/idl/gen/flyteidl/core/execution_pb.js";
import {
  type NodeExecutionIdentifier,
  NodeExecutionIdentifierSchema,
  type TaskExecutionIdentifier,
  WorkflowExecutionIdentifierSchema,
} from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import type { NodeExecutionEvent } from "../../../lib/idl/gen/flyteidl/event/event_pb.js";
import type { ExecutionRow, NodeRow } from "../execution-rows.js";
import { attemptKey } from "../keys.js";
import { between } from "../moment.js";
import { exists, internal, notFound } from "../refusal.js";
import type { Store } from "../store.js";
import { textForm } from "../text-form.js";
import { moment, reported } from "./moments.js";
import { addTarget, checkDynamic, dynamicOf, keepChild } from "./node-target.js";
import { checkProducer, findExecution, hasEnded } from "./rules.js";
import { requireAttempt } from "./task-event.js";

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
  checkProducer(event.producerId, execution);
  checkDynamic(event);
  const known = execution.nodes.get(id.nodeId);
  if (known === undefined) return addNode(store, execution, event);
  const closure = nodeClosure(known);
  const phase = Phase[event.phase];
  if (closure.phase === event.phase) {
    throw exists(`This phase was already recorded ${phase} for ${textForm(NodeExecutionIdentifierSchema, id)}`);
  }
  if (terminal.has(closure.phase)) {
    const text = `Invalid phase change from ${Phase[closure.phase]} to ${phase} for node execution ${known.serial}`;
    throw hasEnded(text, phase ?? String(event.phase));
  }
  checkChild(store, event);
  updateNode(store, known, event);
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
    const { nodeId, executionId } = id;
    const text = textForm(
      NodeExecutionIdentifierSchema,
      withoutOrg(create(NodeExecutionIdentifierSchema, { nodeId, executionId: executionId ?? {} })),
    );
    throw notFound(`missing entity of type node execution with identifier ${text}`);
  }
  return row;
}

function executionOf(store: Store, { executionId }: NodeExecutionIdentifier): ExecutionRow {
  try {
    return findExecution(store, executionId ?? { project: "", domain: "", name: "" });
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^\[\w+\] /, "") : String(error);
    const said = executionId === undefined ? "<nil>" : textForm(WorkflowExecutionIdentifierSchema, executionId);
    throw notFound(`Failed to get existing execution id: [${said}] with err: ${why}`);
  }
}

// Organisations are not kept.
function withoutOrg(id = create(NodeExecutionIdentifierSchema)): NodeExecutionIdentifier {
  const { nodeId, executionId } = id;
  return create(NodeExecutionIdentifierSchema, {
    nodeId,
    ...(executionId && { executionId: { ...executionId, org: "" } }),
  });
}

function checkChild(store: Store, { targetMetadata }: NodeExecutionEvent): void {
  if (targetMetadata.case !== "workflowNodeMetadata") return;
  const { executionId } = targetMetadata.value;
  // One that names nothing is none.
  if (executionId?.name) findExecution(store, executionId);
}

function addNode(store: Store, execution: ExecutionRow, event: NodeExecutionEvent): NodeRow {
  const parentTask = event.parentTaskMetadata && taskOf(store, event.parentTaskMetadata.id);
  const parent = event.parentNodeMetadata?.nodeId;
  const id = withoutOrg(event.id);
  if (parent !== undefined) findNode(execution, { ...id, nodeId: parent });
  const { retryGroup, isParent, specNodeId, isDynamic, isArray, eventVersion } = event;
  const metadata = create(NodeExecutionMetaDataSchema, {
    retryGroup,
    isParentNode: isParent,
    specNodeId,
    isDynamic,
    isArray,
  });
  const closure = create(NodeExecutionClosureSchema, {});
  enter(closure, event);
  const createdAt = moment(event.occurredAt, "failed to read event timestamp", { isTerse: true });
  closure.createdAt = createdAt;
  closure.updatedAt = reported(event) ?? createdAt;
  const message = create(NodeExecutionSchema, { id, metadata, closure });
  const row: NodeRow = {
    serial: store.nextSerial(),
    createdAt,
    message,
    parent,
    parentTask,
    eventVersion,
    dynamicWorkflow: dynamicOf(event),
    tasks: [],
  };
  // The child that the first event of a node names is dropped, as FlyteAdmin does.
  addTarget(closure, event);
  keepData(store, row, event);
  store.executions.putNode(execution, row);
  return row;
}

function taskOf(store: Store, id: TaskExecutionIdentifier | undefined): string {
  return attemptKey(requireAttempt(store, id).message.id);
}

function updateNode(store: Store, row: NodeRow, event: NodeExecutionEvent): void {
  const closure = nodeClosure(row);
  const next = { ...closure };
  enter(next, event);
  next.updatedAt = moment(reported(event), "failed to parse updated at timestamp");
  Object.assign(closure, next);
  keepChild(closure, event);
  addTarget(closure, event);
  const { targetMetadata: target } = event;
  const uri = target.case === "taskNodeMetadata" ? target.value.dynamicWorkflow?.dynamicJobSpecUri : undefined;
  if (uri) closure.dynamicJobSpecUri = uri;
  row.dynamicWorkflow = dynamicOf(event) ?? row.dynamicWorkflow;
  const { metadata } = row.message;
  if (metadata !== undefined) {
    metadata.isParentNode ||= event.isParent;
    metadata.isDynamic ||= event.isDynamic;
    metadata.isArray ||= event.isArray;
  }
  keepData(store, row, event);
}

// What a phase changes of a closure, besides its outputs.
function enter(closure: NodeExecutionClosure, event: NodeExecutionEvent): void {
  const { phase, occurredAt, outputResult } = event;
  closure.phase = phase;
  if (phase === Phase.RUNNING) {
    closure.startedAt = moment(occurredAt, "failed to unmarshal occurredAt with error: ");
    closure.deckUri = event.deckUri;
  }
  if (!terminal.has(phase)) return;
  if (closure.startedAt !== undefined) closure.duration = span(closure.startedAt, occurredAt);
  if (outputResult.case === "outputUri" && outputResult.value !== "") closure.outputResult = outputResult;
  if (outputResult.case === "error") closure.outputResult = outputResult;
  closure.deckUri = event.deckUri;
}

function span(startedAt: Timestamp, occurredAt: Timestamp | undefined) {
  return between(startedAt, moment(occurredAt, "Failed to parse node execution occurred at timestamp: "));
}

// Inputs stay as they were first told; outputs come with the end.
function keepData(
  store: Store,
  { message }: NodeRow,
  { id, phase, inputValue, outputResult }: NodeExecutionEvent,
): void {
  const { project = "", domain = "", name = "" } = id?.executionId ?? {};
  const path = [project, domain, name, id?.nodeId ?? ""];
  if (message.inputUri === "" && inputValue.case === "inputUri") message.inputUri = inputValue.value;
  if (message.inputUri === "" && inputValue.case === "inputData") {
    message.inputUri = store.data.keep(inputValue.value, ...path, "offloaded_inputs");
  }
  if (outputResult.case !== "outputData" || !terminal.has(phase) || message.closure === undefined) return;
  const value = store.data.keep(outputResult.value, ...path, "offloaded_outputs");
  message.closure.outputResult = { case: "outputUri", value };
}
