import type { ExecutionSpec } from "../../idl/gen/flyteidl/admin/execution_pb.js";
import type { Backend } from "../backend.js";
import { callAdmin } from "../call/admin.js";
import type { Timer } from "../call/timer.js";
import { patiently } from "../call/retry.js";
import { type ExecutionId, nameOf } from "./execution.js";

/** What an execution was started with. Tried for half a minute: who asks goes on with what may be running. */
export async function specOf(
  backend: Backend,
  id: ExecutionId,
  { signal, clock }: { readonly signal?: AbortSignal | undefined; readonly clock?: Timer | undefined },
): Promise<ExecutionSpec | undefined> {
  const aims = { doing: `look up execution ${nameOf(id)}`, signal };
  const ask = () => callAdmin(backend, aims, (admin, options) => admin.getExecution({ id }, options));
  return (await patiently(ask, { forMs: 30_000, signal, clock })).spec;
}
