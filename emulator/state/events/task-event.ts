import { create } from "@bufbuild/protobuf";
import {
  ReasonSchema,
  type TaskExecutionClosure,
  TaskExecutionClosureSchema,
  TaskExecutionSchema,
} from "../../../lib/idl/gen/flyteidl/admin/task_execution_pb.js";
import { TaskExecution_Phase as Phase } from "../../../lib/idl/gen/flyteidl/core/execution_pb.js";
import {
  NodeExecutionIdentifierSchema,
  type TaskExecutionIdentifier,
  TaskExecutionIdentifierSchema,
} from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import type { TaskExecutionEvent } from "../../../lib/idl/gen/flyteidl/event/event_pb.js";
import type { NodeRow, TaskExecutionRow } from "../execution-rows.js";
import { entityKey } from "../keys.js";
import { between } from "../moment.js";
import { exists, internal, missing, notFound } from "../refusal.js";
import type { Store } from "../store.js";
import { textForm } from "../text-form.js";
import { checkProducer, checkSize, findExecution, hasEnded } from "./rules.js";
import { mergeCustom, mergeLogs, mergeMetadata } from "./task-details.js";

const terminal = new Set([Phase.SUCCEEDED, Phase.FAILED, Phase.ABORTED]);

/** Applies what an executor says of an attempt of a task; the codes are those of FlyteAdmin's CreateTaskEvent. */
export function applyTaskEvent(store: Store, event: TaskExecutionEvent | undefined): TaskExecutionRow {
  if (event === undefined) throw missing("event");
  if (event.outputResult.case === "outputData") checkSize(event.outputResult.value);
  if (event.occurredAt === undefined) throw missing("occurred_at");
  const { taskId, parentNodeExecutionId, retryAttempt } = event;
  if (taskId === undefined) throw missing("task_id");
  if (parentNodeExecutionId === undefined) throw missing("node_execution_id");
  const id = create(TaskExecutionIdentifierSchema, { taskId, nodeExecutionId: parentNodeExecutionId, retryAttempt });
  const executionId = parentNodeExecutionId.executionId ?? { project: "", domain: "", name: "" };
  const execution = findExecution(store, executionId);
  checkProducer(event.producerId);
  const node = execution.nodes.get(parentNodeExecutionId.nodeId);
  if (node === undefined) {
    const text = textForm(NodeExecutionIdentifierSchema, parentNodeExecutionId);
    throw notFound(`Failed to get existing node execution id: [${text}] with err: entry not found`);
  }
  const known = findAttempt(node, id);
  if (known !== undefined) checkOrder(known, event, id);
  const row = known ?? addAttempt(store, node, event, id);
  update(store, row, event);
  store.executions.putNode(execution, node);
  return row;
}

/** The closure of a task execution, which every stored one has. */
export function taskClosure({ message }: TaskExecutionRow): TaskExecutionClosure {
  if (message.closure === undefined) throw internal("a task execution is stored without its closure");
  return message.closure;
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
  const text = textForm(TaskExecutionIdentifierSchema, { ...id, retryAttempt: id.retryAttempt });
  const phase = Phase[event.phase];
  if (stored === event.phase && event.phaseVersion <= row.phaseVersion) {
    throw exists(`have already recorded task execution phase ${phase} (version: ${event.phaseVersion}) for ${text}`);
  }
  if (terminal.has(stored)) {
    throw hasEnded(`invalid phase change from ${Phase[stored]} to ${phase} for task execution ${text}`, phase);
  }
}

function addAttempt(
  store: Store,
  node: NodeRow,
  event: TaskExecutionEvent,
  id: TaskExecutionIdentifier,
): TaskExecutionRow {
  const { occurredAt: createdAt, taskType, eventVersion, isParent } = { ...event, isParent: false };
  if (createdAt === undefined) throw missing("occurred_at");
  const closure = create(TaskExecutionClosureSchema, { createdAt, taskType, eventVersion });
  const message = create(TaskExecutionSchema, { id, isParent, closure });
  const row: TaskExecutionRow = { serial: store.nextSerial(), createdAt, message, phaseVersion: 0 };
  node.tasks.push(row);
  return row;
}

function update(store: Store, row: TaskExecutionRow, event: TaskExecutionEvent): void {
  const { occurredAt, phase, inputValue, outputResult } = event;
  const closure = taskClosure(row);
  if (occurredAt === undefined) throw missing("occurred_at");
  if (phase === Phase.RUNNING && closure.startedAt === undefined) closure.startedAt = occurredAt;
  if (terminal.has(phase) && closure.startedAt !== undefined) {
    closure.duration = between(closure.startedAt, occurredAt);
  }
  closure.phase = phase;
  closure.updatedAt = event.reportedAt ?? occurredAt;
  // A version of 0 does not take back a higher one.
  if (event.phaseVersion !== 0) row.phaseVersion = event.phaseVersion;
  closure.logs = mergeLogs(closure.logs, event.logs, phase);
  const customInfo = mergeCustom(closure.customInfo, event.customInfo);
  if (customInfo !== undefined) closure.customInfo = customInfo;
  const metadata = mergeMetadata(closure.metadata, event.metadata);
  if (metadata !== undefined) closure.metadata = metadata;
  addReasons(closure, event);
  const path = pathOf(event);
  if (inputValue.case === "inputUri" && inputValue.value !== "") row.message.inputUri = inputValue.value;
  if (inputValue.case === "inputData") {
    row.message.inputUri = store.data.keep(inputValue.value, ...path, "offloaded_inputs");
  }
  if (outputResult.case === "outputUri" || outputResult.case === "error") closure.outputResult = outputResult;
  if (outputResult.case === "outputData") {
    const uri = store.data.keep(outputResult.value, ...path, "offloaded_outputs");
    closure.outputResult = { case: "outputUri", value: uri };
  }
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

function pathOf({ parentNodeExecutionId, taskId, retryAttempt }: TaskExecutionEvent): readonly string[] {
  const { project = "", domain = "", name = "" } = parentNodeExecutionId?.executionId ?? {};
  const run = [project, domain, name, parentNodeExecutionId?.nodeId ?? ""];
  const task = [taskId?.project ?? "", taskId?.domain ?? "", taskId?.name ?? "", taskId?.version ?? ""];
  return [...run, ...task, String(retryAttempt)];
}
