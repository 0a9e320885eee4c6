import { createClient } from "@connectrpc/connect";
import type { Backend } from "../../dsl/index.js";
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
