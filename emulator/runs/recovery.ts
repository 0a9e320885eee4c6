import type { Dag } from "../../lib/dag/index.js";
import type { Prior } from "../../lib/engine/index.js";
import { ExecutionMetadata_ExecutionMode as Mode } from "../../lib/idl/gen/flyteidl/admin/execution_pb.js";
import { NodeExecution_Phase as Phase } from "../../lib/idl/gen/flyteidl/core/execution_pb.js";
import type { WorkflowExecutionIdentifier } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { decodeDag, decodeLiterals, type Place } from "../../lib/idl/index.js";
import type { Literals } from "../../lib/types/index.js";
import { templatesOf } from "./dag-of.js";
import { type ExecutionRow, executionKey, type NodeRow, nodeClosure, type Store } from "../state/index.js";

/** The run that another one recovers; undefined for every other run, and where it is not known any more. */
export function recoveredRun(store: Store, { message }: ExecutionRow): ExecutionRow | undefined {
  const { mode, referenceExecution: id } = message.spec?.metadata ?? {};
  return mode === Mode.RECOVERED && id !== undefined ? store.executions.get(executionKey(id)) : undefined;
}

/**
 * What the engine takes over from a run that is recovered, as Flyte does: nodes that have succeeded, with their outputs, and work that
 * a task had decided on and that was not done. Everything else runs anew.
 */
export async function recoveryOf(
  store: Store,
  { nodes }: ExecutionRow,
  place: Place,
): Promise<Required<Pick<Prior, "recovered" | "decided">>> {
  const kept = new Map<string, Literals>();
  const decided = new Map<string, Dag>();
  for (const [id, row] of nodes) {
    const { phase, outputResult } = nodeClosure(row);
    if (phase === Phase.SUCCEEDED || phase === Phase.RECOVERED) {
      const outputs = outputResult.case === "outputUri" ? await store.data.read(outputResult.value) : undefined;
      kept.set(id, outputs === undefined ? {} : decodeLiterals(outputs));
    } else if (phase !== Phase.SKIPPED && row.dynamicWorkflow?.compiledWorkflow !== undefined) {
      const { compiledWorkflow: workflow } = row.dynamicWorkflow;
      const launchPlans = templatesOf(store, workflow.primary?.template?.nodes ?? []);
      decided.set(id, decodeDag({ workflow, launchPlans }, place));
    }
  }
  return { recovered: (id) => kept.get(id), decided: (id) => decided.get(id) };
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
