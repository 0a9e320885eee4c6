import type { Dag, Workflow } from "../../dag/index.js";
import type { Literals } from "../../types/index.js";
import { bindingError, type Lookup, resolveAll } from "../data/resolve.js";
import type { ExecutionError } from "../event.js";
import type { Cancellation } from "../run/cancellation.js";
import type { RunContext } from "../run/context.js";
import type { Parent } from "../run/unique-id.js";
import { runFailureNode } from "./failure-node.js";
import { Scheduler } from "./scheduler.js";

/** A workflow to run, at the top of a run or inside a node. */
export interface Graph {
  readonly run: RunContext;
  /** Its tables hold what the nodes' targets name. */
  readonly dag: Dag;
  readonly workflow: Workflow;
  readonly inputs: Literals;
  readonly cancellation: Cancellation;
  readonly parent?: Parent;
  /** Names of the steps that hold this workflow, from the outermost inwards. */
  readonly path: readonly string[];
  /** Called when it is clear that the workflow fails, before anything else is stopped; perhaps more than once. */
  onFailing?(error: ExecutionError): Promise<void> | undefined;
}

/** How a workflow ended; `stopped` when its cancellation ended it. */
export type GraphEnd =
  | { readonly kind: "succeeded"; readonly outputs: Literals }
  | { readonly kind: "failed"; readonly error: ExecutionError }
  | {
      readonly kind: "stopped";
      /** Whether it had failed before, and was stopped while its failure node ran. */
      readonly handled?: boolean;
    };

/** Runs the nodes of a workflow as their inputs become ready, then its failure node if one failed. Never rejects. */
export async function runGraph(graph: Graph): Promise<GraphEnd> {
  const { workflow, cancellation } = graph;
  const nodes = await new Scheduler(graph).run();
  if (cancellation.cancelled) return { kind: "stopped" };
  const end = nodes.error === undefined ? resolveOutputs(workflow, nodes.lookup) : failedWith(nodes.error);
  if (end.kind !== "failed") return end;
  const told = graph.onFailing?.(end.error);
  if (told) await told;
  return workflow.failureNode === undefined ? end : await runFailureNode(graph, workflow.failureNode, end.error);
}

function resolveOutputs({ outputs, interface: declared }: Workflow, lookup: Lookup): GraphEnd {
  try {
    return { kind: "succeeded", outputs: resolveAll(outputs, lookup, declared.outputs) };
  } catch (problem) {
    return failedWith(bindingError(problem, "end-node"));
  }
}

function failedWith(error: ExecutionError) {
  return { kind: "failed", error } as const;
}
