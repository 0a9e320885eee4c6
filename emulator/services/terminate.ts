import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { AbortMetadataSchema } from "../../lib/idl/gen/flyteidl/admin/execution_pb.js";
import { WorkflowExecution_Phase as Phase } from "../../lib/idl/gen/flyteidl/core/execution_pb.js";
import { closureOf, type ExecutionRow, hasEnded, isTerminal } from "../state/index.js";
import type { Plane } from "./plane.js";

/**
 * Asks a run to end: it is ABORTING at once, ABORTED when its executor says so. FAILED_PRECONDITION after its end; INTERNAL where the
 * run's executor is one of a cluster that nobody can be asked in.
 */
export function terminate({ store, executor }: Plane, row: ExecutionRow, cause: string): void {
  const closure = closureOf(row);
  if (isTerminal(closure.phase)) {
    throw hasEnded("Cannot abort an already terminated workflow execution", Phase[closure.phase]);
  }
  closure.phase = Phase.ABORTING;
  closure.outputResult = { case: "abortMetadata", value: create(AbortMetadataSchema, { cause }) };
  store.executions.put(row);
  executor?.abort(row, cause);
  const cluster = row.message.spec?.metadata?.systemMetadata?.executionCluster ?? "";
  if (cluster !== "") throw new ConnectError(`remote target ${cluster} is not supported`, Code.Internal);
}
