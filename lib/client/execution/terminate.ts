import type { Backend } from "../backend.js";
import { callAdmin } from "../call/admin.js";
import type { Timer } from "../call/timer.js";
import { patiently } from "../call/retry.js";
import { type ExecutionId, nameOf } from "./execution.js";
import { executionUnknown } from "./execution-unknown.js";

/**
 * Asks for the end of an execution; true when it was still running. One that is already over is left as it is. Tries for
 * half a minute to reach the backend, or as long as `patience` says. Fails with `BACKEND_EXECUTION_UNKNOWN`.
 */
export async function terminate(
  backend: Backend,
  id: ExecutionId,
  cause: string,
  { clock, patience = 30_000 }: { readonly clock?: Timer | undefined; readonly patience?: number } = {},
): Promise<boolean> {
  const doing = `terminate execution ${nameOf(id)}`;
  const ask = () => callAdmin(backend, { doing }, (admin, options) => admin.terminateExecution({ id, cause }, options));
  try {
    await patiently(ask, { forMs: patience, clock });
    return true;
  } catch (error) {
    if ((error as { grpcCode?: string }).grpcCode === "FAILED_PRECONDITION") return false;
    throw executionUnknown(backend, id, error);
  }
}
