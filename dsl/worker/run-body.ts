import { failure } from "../../lib/errors/index.js";
import { describeValue, type FileAccess, type Literals } from "../../lib/types/index.js";
import { type AnyTaskClass, runTask } from "../task/index.js";
import { type ContextSite, openContext } from "./context.js";
import type { Job } from "./job.js";

/**
 * Runs a task's body here, with a context of its own. Fails as `runTask` does and with what the body throws, or with
 * `TASK_THREW_NON_ERROR`.
 */
export async function runBody(
  target: AnyTaskClass,
  job: Job,
  site: ContextSite & { readonly access: FileAccess },
): Promise<Literals> {
  const { context, shell } = openContext(job, site);
  try {
    return await runTask(target, job.inputs, context, site.access);
  } catch (thrown) {
    if (isError(thrown) || (site.signal.aborted && thrown === site.signal.reason)) throw thrown;
    throw failure("TASK_THREW_NON_ERROR", { task: job.task, got: describeValue(thrown) }, { cause: thrown });
  } finally {
    shell.close();
  }
}

// Errors of other realms, such as those of node:vm, are none of ours by instanceof.
function isError(thrown: unknown): boolean {
  return thrown instanceof Error || Object.prototype.toString.call(thrown) === "[object Error]";
}
