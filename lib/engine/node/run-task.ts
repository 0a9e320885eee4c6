import { throughCache } from "../cache/through-cache.js";
import { promisedBy } from "../data/check-outputs.js";
import { type NodeContext, type NodeEnd, tellEnd, tellNode } from "../run/context.js";
import { attemptTask } from "./attempt-task.js";
import type { WorkEnd } from "./attempts.js";
import { runDynamic } from "./run-dynamic.js";

/** Runs a node that is a task: from the cache, or by attempts, and then the work that the task decided on. */
export async function runTask(context: NodeContext, key: string): Promise<NodeEnd> {
  const task = context.dag.tasks[key]!;
  const promised = promisedBy(task);
  let isDynamic = false;
  const { end, ...cached } = await throughCache({
    context,
    task,
    promised,
    onMiss: () => tellNode(context, "QUEUED", { inputs: context.inputs }),
    async work() {
      const done = await attemptTask(context, { key, task, promised, onFirst: () => tellNode(context, "RUNNING") });
      if (done.kind !== "done" || done.outcome.dynamic === undefined) return done;
      isDynamic = true;
      return await runDynamic(context, { promised, done });
    },
  });
  return await tellEnd(context, toNodeEnd(end), {
    ...cached,
    ...(isDynamic ? { isDynamic } : {}),
    ...(end.kind === "done" && end.outcome.deckUri !== undefined ? { deckUri: end.outcome.deckUri } : {}),
  });
}

/** How a node ends when its work has ended. */
export function toNodeEnd(end: WorkEnd): NodeEnd {
  if (end.kind === "aborted") return { phase: "ABORTED" };
  if (end.kind === "failed") return { phase: "FAILED", error: end.error };
  return end.outcome.skipped ? { phase: "SKIPPED" } : { phase: "SUCCEEDED", outputs: end.outcome.outputs };
}
