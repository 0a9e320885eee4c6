import { create } from "@bufbuild/protobuf";
import type { ExecutionClosure } from "../../../lib/idl/gen/flyteidl/admin/execution_pb.js";
import {
  AbortMetadataSchema,
  LiteralMapBlobSchema,
  SystemMetadataSchema,
} from "../../../lib/idl/gen/flyteidl/admin/execution_pb.js";
import { WorkflowExecution_Phase as Phase } from "../../../lib/idl/gen/flyteidl/core/execution_pb.js";
import {
  type WorkflowExecutionEvent,
  WorkflowExecutionEventSchema,
} from "../../../lib/idl/gen/flyteidl/event/event_pb.js";
import type { ExecutionRow } from "../execution-rows.js";
import { between } from "../moment.js";
import { exists, internal, invalid, tooLate } from "../refusal.js";
import type { Store } from "../store.js";
import { textForm } from "../text-form.js";
import { moment } from "./moments.js";
import { checkProducer, checkSize, executionText, findExecution, hasEnded, isNobody } from "./rules.js";

const terminal = new Set([Phase.SUCCEEDED, Phase.FAILED, Phase.ABORTED, Phase.TIMED_OUT]);

/** Whether a run of this phase has ended. */
export function isTerminal(phase: Phase): boolean {
  return terminal.has(phase);
}

/** Applies what an executor says of a run; the codes are those of FlyteAdmin's CreateWorkflowEvent. */
export function applyWorkflowEvent(store: Store, event: WorkflowExecutionEvent | undefined): ExecutionRow {
  if (event === undefined) throw invalid("Workflow event handler was called without event");
  if (event.executionId === undefined) {
    const text = textForm(WorkflowExecutionEventSchema, event);
    throw invalid(`Workflow event handler request event doesn't have an execution id - ${text}`);
  }
  if (event.outputResult.case === "outputData") checkSize(event.outputResult.value);
  const row = findExecution(store, event.executionId);
  const closure = closureOf(row);
  checkOrder(closure.phase, event, row);
  const occurredAt = moment(event.occurredAt, "Failed to parse OccurredAt: ");
  closure.phase = event.phase;
  closure.updatedAt = occurredAt;
  if (event.phase === Phase.RUNNING) closure.startedAt = occurredAt;
  if (isTerminal(event.phase) && closure.startedAt !== undefined) {
    closure.duration = between(closure.startedAt, occurredAt);
  }
  // While it waits, a run may go to another cluster.
  if (!isNobody(event.producerId) && waiting.has(event.phase)) assign(row, event.producerId);
  setResult(store, row, event);
  store.executions.put(row);
  return row;
}

/** The closure of a run, which every stored one has. */
export function closureOf({ message }: ExecutionRow): ExecutionClosure {
  if (message.closure === undefined) throw internal(`execution ${message.id?.name} is stored without its closure`);
  return message.closure;
}

const waiting = new Set([Phase.UNDEFINED, Phase.QUEUED]);

function assign({ message }: ExecutionRow, executionCluster: string): void {
  const metadata = message.spec?.metadata;
  if (metadata === undefined) return;
  metadata.systemMetadata ??= create(SystemMetadataSchema);
  metadata.systemMetadata.executionCluster = executionCluster;
}

function checkOrder(stored: Phase, event: WorkflowExecutionEvent, row: ExecutionRow): void {
  const { phase, producerId, executionId } = event;
  const id = () => (executionId === undefined ? "" : executionText(executionId));
  const move = (from: string) => `Invalid phase change from ${from} to ${Phase[phase]} for workflow execution ${id()}`;
  if (phase !== Phase.QUEUED) {
    if (stored === phase)
      throw exists(`This phase ${Phase[phase]} was already recorded for workflow execution ${id()}`);
    checkProducer(producerId, row);
  }
  if (isTerminal(stored)) throw hasEnded(move(Phase[stored]), Phase[stored]);
  if (stored === Phase.RUNNING && phase === Phase.QUEUED) {
    throw tooLate(`Cannot go from RUNNING to QUEUED for workflow execution ${id()}`);
  }
  if (stored === Phase.ABORTING && !isTerminal(phase)) throw tooLate(move("aborting"));
}

function setResult(store: Store, row: ExecutionRow, { phase, outputResult }: WorkflowExecutionEvent): void {
  const closure = closureOf(row);
  if (phase === Phase.ABORTED) {
    // Why it was aborted is known from who asked for it, not from the executor.
    if (closure.outputResult.case !== "abortMetadata") {
      closure.outputResult = { case: "abortMetadata", value: create(AbortMetadataSchema) };
    }
    return;
  }
  if (outputResult.case === "error") closure.outputResult = outputResult;
  if (outputResult.case === "outputUri" && outputResult.value !== "") setOutputs(closure, outputResult.value);
  if (outputResult.case === "outputData") {
    const { project = "", domain = "", name = "" } = row.message.id ?? {};
    setOutputs(closure, store.data.keep(outputResult.value, project, domain, name, "offloaded_outputs"));
  }
}

function setOutputs(closure: ExecutionClosure, uri: string): void {
  const value = create(LiteralMapBlobSchema, { data: { case: "uri", value: uri } });
  closure.outputResult = { case: "outputs", value };
}
