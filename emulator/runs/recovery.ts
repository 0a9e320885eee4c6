import type { Prior } from "../../lib/engine/index.js";
import { ExecutionMetadata_ExecutionMode as Mode } from "../../lib/idl/gen/flyteidl/admin/execution_pb.js";
import { NodeExecution_Phase as Phase } from "../../lib/idl/gen/flyteidl/core/execution_pb.js";
import type { WorkflowExecutionIdentifier } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { decodeLiterals } from "../../lib/idl/index.js";
import type { Literals } from "../../lib/types/index.js";
import { type ExecutionRow, executionKey, type NodeRow, nodeClosure, type Store } from "../state/index.js";

/** The run that another one recovers; undefined for every other run, and where it is not known any more. */
export function recoveredRun(store: Store, { message }: ExecutionRow): ExecutionRow | undefined {
  const { mode, referenceExecution: id } = message.spec?.metadata ?? {};
  return mode === Mode.RECOVERED && id !== undefined ? store.executions.get(executionKey(id)) : undefined;
}

/**
 * What the engine takes over from a run that is recovered, as Flyte does: nodes that have succeeded, with their outputs.
 * Everything else runs anew.
 */
export async function recoveryOf(
  { data }: Store,
  { nodes }: ExecutionRow,
): Promise<Required<Pick<Prior, "recovered">>> {
  const kept = new Map<string, Literals>();
  for (const [id, row] of nodes) {
    const { phase, outputResult } = nodeClosure(row);
    if (phase !== Phase.SUCCEEDED && phase !== Phase.RECOVERED) continue;
    const outputs = outputResult.case === "outputUri" ? await data.read(outputResult.value) : undefined;
    kept.set(id, outputs === undefined ? {} : decodeLiterals(outputs));
  }
  return { recovered: (id) => kept.get(id) };
}

/** Folder of the checkpoints that a node left; undefined where it left none. */
export function checkpointsOf(row: NodeRow | undefined): string | undefined {
  const target = row === undefined ? undefined : nodeClosure(row).targetMetadata;
  return target?.case === "taskNodeMetadata" ? target.value.checkpointUri || undefined : undefined;
}

/** The run that a launch-plan node started. */
export function launchedBy(row: NodeRow | undefined): WorkflowExecutionIdentifier | undefined {
  const target = row === undefined ? undefined : nodeClosure(row).targetMetadata;
  return target?.case === "workflowNodeMetadata" ? target.value.executionId : undefined;
}
