import type { Notification } from "../../lib/idl/gen/flyteidl/admin/common_pb.js";
import { WorkflowExecution_Phase as Phase } from "../../lib/idl/gen/flyteidl/core/execution_pb.js";
import { invalid, missing } from "../state/index.js";

const terminal = new Set([Phase.SUCCEEDED, Phase.FAILED, Phase.ABORTED, Phase.TIMED_OUT]);

/** Demands notifications with a kind, recipients and terminal phases; INVALID_ARGUMENT. */
export function checkNotifications(notifications: readonly Notification[]): void {
  for (const { type, phases } of notifications) {
    if (type.case === undefined) throw invalid("invalid value for notification type");
    if (type.value.recipientsEmail.length === 0) throw missing("recipients");
    if (type.value.recipientsEmail.includes("")) throw missing("recipient");
    if (phases.some((phase) => !terminal.has(phase))) throw invalid("invalid value for phase");
  }
}
