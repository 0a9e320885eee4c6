import { type GraphEnd, runGraph } from "../graph/run-graph.js";
import { type NodeContext, type NodeEnd, tellEnd, tellNode } from "../run/context.js";
import { nodeTimeoutError, withTimeout } from "./timeout.js";
import type { Try } from "./try-once.js";

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

// How a node ends whose nodes have ended.
function graphEnd(context: NodeContext, tried: Try<GraphEnd>): NodeEnd {
  if (tried.kind === "late") return { phase: "FAILED", error: nodeTimeoutError(context) };
  if (tried.kind === "failed") throw tried.thrown;
  if (tried.kind === "cancelled" || tried.value.kind === "stopped") return { phase: "ABORTED" };
  return tried.value.kind === "failed"
    ? { phase: "FAILED", error: tried.value.error }
    : { phase: "SUCCEEDED", outputs: tried.value.outputs };
}
