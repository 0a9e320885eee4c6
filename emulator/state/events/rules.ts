import { toBinary } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { EventFailureReasonSchema } from "../../../lib/idl/gen/flyteidl/admin/event_pb.js";
import { WorkflowExecutionIdentifierSchema } from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { type LiteralMap, LiteralMapSchema } from "../../../lib/idl/gen/flyteidl/core/literals_pb.js";
import type { ExecutionRow } from "../execution-rows.js";
import { type ExecutionId, executionKey } from "../keys.js";
import { notFound, tooLate } from "../refusal.js";
import type { Store } from "../store.js";
import { textForm } from "../text-form.js";

const mostBytes = 2 * 1024 * 1024;

/** The execution of an id; NOT_FOUND. */
export function findExecution(store: Store, id: ExecutionId): ExecutionRow {
  const row = store.executions.get(executionKey(id));
  if (row === undefined) throw notFound(`missing entity of type execution with identifier ${executionText(id)}`);
  return row;
}

/** An execution's id as texts print it. */
export function executionText({ project, domain, name }: ExecutionId): string {
  const id = { $typeName: "flyteidl.core.WorkflowExecutionIdentifier", project, domain, name, org: "" } as const;
  return textForm(WorkflowExecutionIdentifierSchema, id);
}

/** Whether an event says nothing of the cluster that it comes from: `propeller` is the name that all once had. */
export function isNobody(producer: string): boolean {
  return producer === "" || producer === "propeller";
}

/** Demands that an event comes from the cluster that a run was given to, if it says where from; FAILED_PRECONDITION. */
export function checkProducer(producer: string, { message }: ExecutionRow): void {
  const cluster = message.spec?.metadata?.systemMetadata?.executionCluster ?? "";
  if (isNobody(producer) || producer === cluster) return;
  const text = `Cluster/producer from event [${producer}] does not match existing workflow execution clusterInDB: [${cluster}]`;
  const reason = { case: "incompatibleCluster", value: { cluster: producer } } as const;
  throw tooLate(text, { desc: EventFailureReasonSchema, value: { reason } });
}

/** FAILED_PRECONDITION for what has ended, with the detail that clients look at. */
export function hasEnded(text: string, currentPhase: string): ConnectError {
  const reason = { case: "alreadyInTerminalState", value: { currentPhase } } as const;
  return tooLate(text, { desc: EventFailureReasonSchema, value: { reason } });
}

/** Demands outputs of at most 2 MiB; RESOURCE_EXHAUSTED. */
export function checkSize(outputs: LiteralMap): void {
  const { length } = toBinary(LiteralMapSchema, outputs);
  if (length <= mostBytes) return;
  const text = `Output data size exceeds platform configured threshold (${length} > ${mostBytes})`;
  throw new ConnectError(text, Code.ResourceExhausted);
}
