import type { PinnedRef } from "../entity/entity.js";
import type { Backend } from "../backend.js";
import type { Timer } from "../call/timer.js";
import type { ExecutionId } from "./execution.js";
import { specOf } from "./spec-of.js";

/** What an execution was started from, with its version; undefined when there is no execution of that name. */
export async function launchedAs(
  backend: Backend,
  id: ExecutionId,
  { signal, clock }: { readonly signal?: AbortSignal | undefined; readonly clock?: Timer | undefined } = {},
): Promise<PinnedRef | undefined> {
  try {
    const spec = await specOf(backend, id, { signal, clock });
    const { project = "", domain = "", name = "", version = "" } = spec?.launchPlan ?? {};
    return { project, domain, name, version };
  } catch (error) {
    if ((error as { grpcCode?: string }).grpcCode === "NOT_FOUND") return undefined;
    throw error;
  }
}
