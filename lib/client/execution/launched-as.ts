import type { PinnedRef } from "../entity/entity.js";
import type { Backend } from "../backend.js";
import { callAdmin } from "../call/admin.js";
import { type ExecutionId, nameOf } from "./execution.js";

/** What an execution was started from, with its version; undefined when there is no execution of that name. */
export async function launchedAs(
  backend: Backend,
  id: ExecutionId,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<PinnedRef | undefined> {
  try {
    const aims = { doing: `look up execution ${nameOf(id)}`, signal };
    const { spec } = await callAdmin(backend, aims, (admin, options) => admin.getExecution({ id }, options));
    const { project = "", domain = "", name = "", version = "" } = spec?.launchPlan ?? {};
    return { project, domain, name, version };
  } catch (error) {
    if ((error as { grpcCode?: string }).grpcCode === "NOT_FOUND") return undefined;
    throw error;
  }
}
