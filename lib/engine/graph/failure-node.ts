import type { Node } from "../../dag/index.js";
import type { Literal } from "../../types/index.js";
import type { ExecutionError } from "../event.js";
import { userError } from "../run/judge.js";
import { enterNode } from "./enter-node.js";
import type { Graph, GraphEnd } from "./run-graph.js";

/**
 * Runs what a workflow does about its failure, over the workflow's inputs. The failure stays, unless the failure node fails
 * too: then that is the failure.
 */
export async function runFailureNode(graph: Graph, node: Node, error: ExecutionError): Promise<GraphEnd> {
  const { run, inputs, cancellation } = graph;
  const given = {
    ...node,
    inputs:
      "err" in node.inputs
        ? { ...node.inputs, err: { kind: "literal", literal: told(node, error) } as const }
        : node.inputs,
  };
  const lookup = (id: string, output: string) => (id === "" ? inputs[output] : undefined);
  const end = await enterNode(graph, { node: given, lookup, cancellation });
  if (end.phase === "ABORTED") return { kind: "stopped", handled: true };
  if (end.phase !== "FAILED") return { kind: "failed", error };
  const isLate = graph.parent === undefined && run.expired.has(run.uniqueId(node.id));
  return { kind: "failed", error: isLate ? userError("TimedOut", "FailureNode Timed-out") : end.error };
}

// Flyte names the failure node itself as the one that failed, and tags the type as flytekit does.
function told({ id }: Node, { message }: ExecutionError): Literal {
  return {
    kind: "union",
    value: { kind: "error", message, failedNodeId: id },
    type: { kind: "error", structure: { tag: "FlyteError" } },
  };
}
