import { createClient } from "@connectrpc/connect";
import type { Backend } from "../../dsl/index.js";
import type { Event } from "../../lib/engine/index.js";
import { WorkflowExecution_Phase as Phase } from "../../lib/idl/gen/flyteidl/core/execution_pb.js";
import { AdminService } from "../../lib/idl/gen/flyteidl/service/admin_pb.js";

/** All executions of a backend, by step and with their phases: those that two attempts of a step started are there twice. */
export async function executionsOf({ transport }: Pick<Backend, "transport">): Promise<readonly string[]> {
  const id = { project: "flytesnacks", domain: "development" };
  const { executions } = await createClient(AdminService, transport).listExecutions({ id, limit: 1000 });
  return executions
    .map((execution) => `${execution.id!.name.replace(/-\d+$/, "")} ${Phase[execution.closure!.phase]}`)
    .sort();
}

/** The same by what a run was told, where the emulator has ended with its owner and cannot be asked any more. */
export function namesIn(events: readonly Event[]): readonly string[] {
  const names = events.flatMap((event) => (event.kind === "task" ? [event.progress?.externalId ?? ""] : []));
  return [...new Set(names.filter(Boolean))].map((name) => name.replace(/-\d+$/, ""));
}

/** Outputs without what differs from run to run: where a file lies holds the folder, and the numbers of attempts. */
export function placeless<Outputs>(outputs: Outputs, folder: string): Outputs {
  const text = JSON.stringify(outputs ?? null).replaceAll(folder, "");
  return JSON.parse(text.replace(/-\d+(\/\w+)\/\d+\//g, "$1/")) as Outputs;
}
