import { failure } from "../../errors/index.js";
import { type GraphEnd, runGraph } from "../graph/run-graph.js";
import { type NodeContext, type NodeEnd, tellEnd, tellNode } from "../run/context.js";
import { toGoDuration, toMilliseconds } from "../run/duration.js";
import { userError } from "../run/judge.js";
import { type Try, tryOnce } from "./try-once.js";

/** Runs a node that is a workflow: its nodes become children of this one. */
export async function runWorkflow(context: NodeContext, key: string): Promise<NodeEnd> {
  const { run, dag, inputs, place } = context;
  const queued = tellNode(context, "QUEUED", { inputs });
  if (queued) await queued;
  const running = tellNode(context, "RUNNING");
  if (running) await running;
  const workflow = dag.workflows[key]!;
  const parent = { id: place.node, attempt: 0 };
  const tried = await withTimeout(context, (cancellation) =>
    runGraph({ run, dag, workflow, inputs, cancellation, parent, path: place.path }),
  );
  return await tellEnd(context, graphEnd(context, tried));
}

/** Runs what consists of nodes within the node's timeout; it settles by itself once cancelled, so it is waited for. */
export function withTimeout<T>(
  { run, node, place, cancellation }: NodeContext,
  body: (cancellation: NodeContext["cancellation"]) => Promise<T>,
): Promise<Try<T>> {
  const { timeout } = node;
  const bounds = {
    cancellation,
    timeout: timeout === undefined ? undefined : toMilliseconds(timeout),
    grace: Number.POSITIVE_INFINITY,
    tooLate: () => failure("TASK_TIMED_OUT", { node: place.name, timeout: timeout ?? "" }, { node: place.node }),
  };
  return tryOnce(run, bounds, body);
}

/** How a node ends whose nodes have ended. */
export function graphEnd({ node }: NodeContext, tried: Try<GraphEnd>): NodeEnd {
  if (tried.kind === "late") return { phase: "FAILED", error: timeoutError(node.timeout ?? "0s") };
  if (tried.kind === "failed") throw tried.thrown;
  if (tried.kind === "cancelled" || tried.value.kind === "stopped") return { phase: "ABORTED" };
  return tried.value.kind === "failed"
    ? { phase: "FAILED", error: tried.value.error }
    : { phase: "SUCCEEDED", outputs: tried.value.outputs };
}

/** Flyte's error for a node or an attempt that took too long. */
export function timeoutError(timeout: string) {
  return userError("TimeoutExpired", `task execution timeout [${toGoDuration(toMilliseconds(timeout))}] expired`);
}
