import { check } from "../../dag/index.js";
import { checkOutputs, type Promised } from "../data/check-outputs.js";
import { runGraph } from "../graph/run-graph.js";
import { type NodeContext, tellNode } from "../run/context.js";
import { judge, userError } from "../run/judge.js";
import type { WorkEnd } from "./attempts.js";

/** A task that ended by asking for more work. */
export interface Asked {
  readonly promised: Promised;
  readonly done: Extract<WorkEnd, { kind: "done" }>;
  /** Unique id of the node that holds the new nodes; default the task's own node. */
  readonly nodeId?: string;
}

/** Runs the nodes that a task decided on, as children of its node; their outputs are the task's. */
export async function runDynamic(context: NodeContext, { promised, done, nodeId }: Asked): Promise<WorkEnd> {
  const { run, place, cancellation } = context;
  // The nodes that were decided on need places themselves.
  context.leave?.();
  const dynamic = done.outcome.dynamic!;
  const problems = check(dynamic);
  if (problems.length > 0) {
    const message = problems.map(({ plainMessage }) => plainMessage).join("; ");
    return { kind: "failed", error: userError("DynamicWorkflowBuildFailed", message, problems[0]) };
  }
  const told = tellNode(context, "DYNAMIC_RUNNING", { isParent: true, isDynamic: true, dynamic });
  if (told) await told;
  const end = await runGraph({
    run,
    dag: dynamic,
    workflow: dynamic,
    inputs: dynamic.defaults,
    cancellation,
    parent: { id: nodeId ?? place.node, attempt: done.attempt },
    path: place.path,
  });
  if (end.kind === "stopped") return { kind: "aborted" };
  if (end.kind === "failed") return end;
  try {
    checkOutputs(promised, end.outputs);
  } catch (thrown) {
    return { kind: "failed", error: judge(thrown).error };
  }
  const { dynamic: _, ...outcome } = done.outcome;
  return { ...done, outcome: { ...outcome, outputs: end.outputs } };
}
