import { cacheFor, throughCache } from "../cache/through-cache.js";
import type { Dag } from "../../dag/index.js";
import { promisedBy, type Promised } from "../data/check-outputs.js";
import { type NodeContext, type NodeEnd, tellEnd, tellNode } from "../run/context.js";
import { attemptTask, giveUpTask } from "./attempt-task.js";
import type { WorkEnd } from "./attempts.js";
import { runDynamic } from "./run-dynamic.js";

/** Runs a node that is a task: from the cache, or by attempts, and then the work that the task decided on. */
export async function runTask(context: NodeContext, key: string): Promise<NodeEnd> {
  const task = context.dag.tasks[key]!;
  const promised = promisedBy(task);
  const onMiss = () => tellNode(context, "QUEUED", { inputs: context.inputs });
  const dynamic = context.run.prior?.decided?.(context.place.node);
  if (dynamic !== undefined) return await goOnWith(context, promised, dynamic);
  const attempt = () => attemptTask(context, { key, task, promised, onFirst: () => tellNode(context, "RUNNING") });

  if (cacheFor(context, task) !== undefined) {
    let isDynamic = false;
    const onMade = () => giveUpTask(context, { key, task, promised });
    const work = async () => {
      const done = await attempt();
      isDynamic = asksForMore(done);
      return asksForMore(done) ? await runDynamic(context, { promised, done }) : done;
    };
    const { end, ...cached } = await throughCache({ context, task, promised, onMiss, onMade, work });
    return await tellTaskEnd(context, end, { ...cached, isDynamic });
  }
  // The same again without a cache and its promises: this is the way of nearly all steps.
  const told = onMiss();
  if (told) await told;
  const done = await attempt();
  if (!asksForMore(done)) return await tellTaskEnd(context, done, {});
  return await tellTaskEnd(context, await runDynamic(context, { promised, done }), { isDynamic: true });
}

// As Flyte recovers it: the node runs at once, without a look at the cache and without an attempt.
async function goOnWith(context: NodeContext, promised: Promised, dynamic: Dag): Promise<NodeEnd> {
  const told = tellNode(context, "RUNNING", { inputs: context.inputs, isDynamic: true });
  if (told) await told;
  const done = { kind: "done", outcome: { outputs: {}, dynamic }, attempt: 0 } as const;
  return await tellTaskEnd(context, await runDynamic(context, { promised, done }), { isDynamic: true });
}

/** How a node ends when its work has ended. */
export function toNodeEnd(end: WorkEnd): NodeEnd {
  if (end.kind === "aborted") return { phase: "ABORTED" };
  if (end.kind === "failed") return { phase: "FAILED", error: end.error };
  return end.outcome.skipped ? { phase: "SKIPPED" } : { phase: "SUCCEEDED", outputs: end.outcome.outputs };
}

/** Whether a task ended by asking for more work. */
export function asksForMore(end: WorkEnd): end is Extract<WorkEnd, { kind: "done" }> {
  return end.kind === "done" && end.outcome.dynamic !== undefined;
}

function tellTaskEnd(
  context: NodeContext,
  end: WorkEnd,
  { isDynamic, ...cached }: Parameters<typeof tellEnd>[2] & object,
): NodeEnd | Promise<NodeEnd> {
  const deckUri = end.kind === "done" ? end.outcome.deckUri : undefined;
  return tellEnd(context, toNodeEnd(end), {
    ...cached,
    ...(isDynamic ? { isDynamic } : undefined),
    ...(deckUri === undefined ? undefined : { deckUri }),
  });
}
