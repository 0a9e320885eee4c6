import { create } from "@bufbuild/protobuf";
import {
  ReasonSchema,
  type TaskExecutionClosure,
  TaskExecutionClosureSchema,
  TaskExecutionSchema,
} from "../../../lib/idl/gen/flyteidl/admin/task_execution_pb.js";
import { TaskExecution_Phase as Phase } from "../../../lib/idl/gen/flyteidl/core/execution_pb.js";
import {
  IdentifierSchema,
  NodeExecutionIdentifierSchema,
  ResourceType,
  type TaskExecutionIdentifier,
  TaskExecutionIdentifierSchema,
} from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import type { TaskExecutionEvent } from "../../../lib/idl/gen/flyteidl/event/event_pb.js";
import type { NodeRow, TaskExecutionRow } from "../execution-rows.js";
import { entityKey, executionKey } from "../keys.js";
import { between } from "../moment.js";
import { exists, internal, invalid, missing, notFound } from "../refusal.js";
import type { Store } from "../store.js";
import { textForm } from "../text-form.js";
import { moment, reported } from "./moments.js";
import { checkProducer, checkSize, findExecution, hasEnded } from "./rules.js";
import { filterLogs, mergeCustom, mergeLogs, mergeMetadata, sortedResources } from "./task-details.js";

const terminal = new Set([Phase.SUCCEEDED, Phase.FAILED, Phase.ABORTED]);

/** Applies what an executor says of an attempt of a task; the codes are those of FlyteAdmin's CreateTaskEvent. */
export function applyTaskEvent(store: Store, event: TaskExecutionEvent | undefined): TaskExecutionRow {
  if (event === undefined) throw missing("event");
  if (event.occurredAt === undefined) throw missing("occurred_at");
  if (event.outputResult.case === "outputData") checkSize(event.outputResult.value);
  const { taskId, parentNodeExecutionId: nodeExecutionId, retryAttempt } = event;
  const given = { ...(taskId && { taskId }), ...(nodeExecutionId && { nodeExecutionId }), retryAttempt };
  const id = checkAttemptId(create(TaskExecutionIdentifierSchema, given));
  const { nodeExecutionId: nodeId } = id;
  const execution = findExecution(store, nodeId?.executionId ?? { project: "", domain: "", name: "" });
  checkProducer(event.producerId, execution);
  const node = execution.nodes.get(nodeId?.nodeId ?? "");
  if (node === undefined) {
    const text = textForm(NodeExecutionIdentifierSchema, nodeId);
    throw notFound(`Failed to get existing node execution id: [${text}] with err: entry not found`);
  }
  const known = findAttempt(node, id);
  if (known !== undefined) {
    checkOrder(known, event, id);
    update(store, known, event);
  }
  const row = known ?? addAttempt(store, node, event, id);
  store.executions.putNode(execution, node);
  return row;
}

/** The closure of a task execution, which every stored one has. */
export function taskClosure({ message }: TaskExecutionRow): TaskExecutionClosure {
  if (message.closure === undefined) throw internal("a task execution is stored without its closure");
  return message.closure;
}

/** Demands a complete id of an attempt; INVALID_ARGUMENT. */
export function checkAttemptId(id: TaskExecutionIdentifier | undefined): TaskExecutionIdentifier {
  if (id === undefined) throw missing("id");
  const { nodeExecutionId: node, taskId: task } = id;
  if (node === undefined) throw missing("node_execution_id");
  if (node.executionId === undefined) throw missing("execution_id");
  if (node.nodeId === "") throw missing("node_id");
  for (const field of ["project", "domain", "name"] as const) if (node.executionId[field] === "") throw missing(field);
  if (task === undefined) throw missing("task_id");
  if (task.resourceType !== ResourceType.TASK) {
    const type = (ResourceType[task.resourceType] ?? String(task.resourceType)).toLowerCase();
    const text = textForm(IdentifierSchema, task);
    throw invalid(`unexpected resource type ${type} for identifier [${text}], expected task instead`);
  }
  for (const field of ["project", "domain", "name", "version"] as const) if (task[field] === "") throw missing(field);
  return id;
}

/** The attempt of a complete id; INVALID_ARGUMENT, NOT_FOUND. */
export function requireAttempt(store: Store, given: TaskExecutionIdentifier | undefined): TaskExecutionRow {
  const id = checkAttemptId(given);
  const { nodeExecutionId: nodeId, taskId } = id;
  const execution = nodeId?.executionId && store.executions.get(executionKey(nodeId.executionId));
  const node = execution?.nodes.get(nodeId?.nodeId ?? "");
  const row = node && findAttempt(node, id);
  if (row !== undefined) return row;
  const plain = taskId && { ...taskId, resourceType: ResourceType.UNSPECIFIED };
  const said = create(TaskExecutionIdentifierSchema, {
    ...(plain && { taskId: plain }),
    ...(nodeId && { nodeExecutionId: nodeId }),
  });
  const text = textForm(TaskExecutionIdentifierSchema, said);
  throw notFound(`missing entity of type task execution with identifier ${text}`);
}

/** The attempt of an id, if there was one. */
export function findAttempt({ tasks }: NodeRow, id: TaskExecutionIdentifier): TaskExecutionRow | undefined {
  const wanted = id.taskId === undefined ? "" : entityKey(id.taskId);
  return tasks.find(({ message }) => {
    const task = message.id?.taskId;
    return message.id?.retryAttempt === id.retryAttempt && task !== undefined && entityKey(task) === wanted;
  });
}

function checkOrder(row: TaskExecutionRow, event: TaskExecutionEvent, id: TaskExecutionIdentifier): void {
  const stored = taskClosure(row).phase;
  const text = () => textForm(TaskExecutionIdentifierSchema, id);
  const phase = Phase[event.phase] ?? String(event.phase);
  if (stored === event.phase && event.phaseVersion <= row.phaseVersion) {
    throw exists(`have already recorded task execution phase ${phase} (version: ${event.phaseVersion}) for ${text()}`);
  }
  if (terminal.has(stored)) {
    throw hasEnded(`invalid phase change from ${Phase[stored]} to ${phase} for task execution ${text()}`, phase);
  }
}

// Of a first event, the logs are kept as they are, whatever the phase.
function addAttempt(
  store: Store,
  node: NodeRow,
  event: TaskExecutionEvent,
  id: TaskExecutionIdentifier,
): TaskExecutionRow {
  const { taskType, eventVersion, logs, customInfo, metadata, phaseVersion } = event;
  const createdAt = moment(event.occurredAt, "failed to read event timestamp", { isTerse: true });
  const kept = { ...(customInfo && { customInfo }), ...(metadata && { metadata: sortedResources(metadata) }) };
  const closure = create(TaskExecutionClosureSchema, { createdAt, taskType, eventVersion, logs, ...kept });
  const message = create(TaskExecutionSchema, { id, closure });
  const row: TaskExecutionRow = { serial: store.nextSerial(), createdAt, message, phaseVersion };
  enter(closure, event);
  keepData(store, row, event);
  node.tasks.push(row);
  return row;
}

function update(store: Store, row: TaskExecutionRow, event: TaskExecutionEvent): void {
  const { phase, eventVersion } = event;
  const closure = taskClosure(row);
  const isChange = closure.phase !== phase;
  moment(event.occurredAt, "failed to unmarshal occurredAt with error: ");
  enter(closure, event);
  // A version of 0 does not take back a higher one.
  if (event.phaseVersion !== 0) row.phaseVersion = event.phaseVersion;
  closure.logs = filterLogs(mergeLogs(closure.logs, event.logs), phase);
  const customInfo = mergeCustom(closure.customInfo, event.customInfo);
  if (customInfo !== undefined) closure.customInfo = customInfo;
  const metadata = mergeMetadata(closure.metadata, event.metadata);
  if (metadata !== undefined) closure.metadata = metadata;
  if (isChange) {
    for (const resource of metadata?.externalResources ?? []) resource.logs = filterLogs(resource.logs, phase);
  }
  closure.eventVersion = Math.max(closure.eventVersion, eventVersion);
  keepData(store, row, event);
}

// What a phase changes of a closure, besides its outputs.
function enter(closure: TaskExecutionClosure, event: TaskExecutionEvent): void {
  const { phase, occurredAt, outputResult } = event;
  const updatedAt = reported(event);
  if (updatedAt !== undefined)
    closure.updatedAt = moment(updatedAt, "failed to read event reported_at timestamp", { isTerse: true });
  closure.phase = phase;
  addReasons(closure, event);
  if (phase === Phase.RUNNING && closure.startedAt === undefined && occurredAt !== undefined)
    closure.startedAt = occurredAt;
  if (!terminal.has(phase)) return;
  if (closure.startedAt !== undefined && occurredAt !== undefined) {
    closure.duration = between(closure.startedAt, occurredAt);
  }
  if (outputResult.case === "outputUri" && outputResult.value !== "") closure.outputResult = outputResult;
  if (outputResult.case === "error") closure.outputResult = outputResult;
}

function addReasons(closure: TaskExecutionClosure, { reason, reasons, occurredAt }: TaskExecutionEvent): void {
  for (const { reason: message, occurredAt: at } of reasons) {
    closure.reason = message;
    closure.reasons.push(create(ReasonSchema, { message, ...(at && { occurredAt: at }) }));
  }
  if (reasons.length > 0 || reason === "" || reason === closure.reason) return;
  closure.reason = reason;
  closure.reasons.push(create(ReasonSchema, { message: reason, ...(occurredAt && { occurredAt }) }));
}

// Inputs stay as they were first told; outputs come with the end.
function keepData(store: Store, { message }: TaskExecutionRow, event: TaskExecutionEvent): void {
  const { parentNodeExecutionId, taskId, retryAttempt, inputValue, outputResult, phase } = event;
  const { project = "", domain = "", name = "" } = parentNodeExecutionId?.executionId ?? {};
  const run = [project, domain, name, parentNodeExecutionId?.nodeId ?? ""];
  const task = [taskId?.project ?? "", taskId?.domain ?? "", taskId?.name ?? "", taskId?.version ?? ""];
  const path = [...run, ...task, String(retryAttempt)];
  if (message.inputUri === "" && inputValue.case === "inputUri") message.inputUri = inputValue.value;
  if (message.inputUri === "" && inputValue.case === "inputData") {
    message.inputUri = store.data.keep(inputValue.value, ...path, "offloaded_inputs");
  }
  if (outputResult.case !== "outputData" || !terminal.has(phase) || message.closure === undefined) return;
  const value = store.data.keep(outputResult.value, ...path, "offloaded_outputs");
  message.closure.outputResult = { case: "outputUri", value };
}
