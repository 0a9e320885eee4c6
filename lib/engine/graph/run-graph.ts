import type { Dag, Node, Workflow } from "../../dag/index.js";
import { failure } from "../../errors/index.js";
import type { Literals } from "../../types/index.js";
import { bindingError, type Lookup, resolveAll } from "../data/resolve.js";
import type { ExecutionError } from "../event.js";
import { Cancellation } from "../run/cancellation.js";
import type { NodeEnd, RunContext } from "../run/context.js";
import type { Parent } from "../run/unique-id.js";
import { enterNode, placeOf } from "./enter-node.js";
import { runFailureNode } from "./failure-node.js";
import { connect, type State } from "./state.js";
import { type Standing, verdict } from "./trigger.js";

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
  const nodes = await runNodes(graph);
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
    return failedWith(bindingError(problem));
  }
}

function failedWith(error: ExecutionError) {
  return { kind: "failed", error } as const;
}

interface NodesEnd {
  readonly error: ExecutionError | undefined;
  readonly lookup: Lookup;
}

const standings: Readonly<Record<NodeEnd["phase"], Standing>> = {
  SUCCEEDED: "succeeded",
  FAILED: "failed",
  ABORTED: "failed",
  SKIPPED: "skipped",
};

function runNodes(graph: Graph): Promise<NodesEnd> {
  const { workflow, inputs, cancellation } = graph;
  const states = connect(workflow);
  const failing = new Cancellation(cancellation);
  const lookup: Lookup = (id, output) => {
    const values = id === "" ? inputs : states.get(id)?.outputs;
    return values !== undefined && Object.hasOwn(values, output) ? values[output] : undefined;
  };
  const ready: State[] = [...states.values()];
  let error: ExecutionError | undefined;
  let open = states.size;
  let draining = false;

  return new Promise((resolve) => {
    // A loop and not calls of each other: a chain of skipped nodes may be as long as the graph.
    const drain = () => {
      if (draining) return;
      draining = true;
      while (ready.length > 0) for (const state of byPriority(ready.splice(0))) decide(state);
      draining = false;
      if (open > 0) return;
      failing.close();
      resolve({ error, lookup });
    };

    const decide = (state: State) => {
      if (state.decided) return;
      const own = state.node.trigger;
      const asked = verdict(own ?? "all_success", state.tally);
      if (asked === "wait" || (asked === "run" && (state.dataFrom?.size ?? 0) > 0)) return;
      state.decided = true;
      // A node with a rule of its own is asked even after a failure: it may be there to clean up.
      const over = own === undefined ? failing : cancellation;
      const halted = own === undefined && error !== undefined && workflow.onFailure === "fail_immediately";
      if (over.cancelled || halted) settle(state, "blocked");
      else if (asked === "run") start(state, over);
      else skip(state, asked === "skip" ? "skipped" : "blocked");
    };

    const skip = (state: State, standing: Standing) => {
      const told = graph.run.recorder.tell({ kind: "node", phase: "SKIPPED", ...placeOf(graph, state.node) });
      if (told === undefined) settle(state, standing);
      else void told.then(() => settleLater(state, standing));
    };

    const start = (state: State, over: Cancellation) => {
      void enterNode(graph, { node: state.node, lookup, cancellation: over }).then((end) => finish(state, end));
    };

    const finish = (state: State, end: NodeEnd) => {
      if (end.phase === "SUCCEEDED") state.outputs = end.outputs;
      if (end.phase !== "FAILED") settleLater(state, standings[end.phase]);
      else void fail(end.error, state.node).then(() => settleLater(state, "failed"));
    };

    const fail = async (failed: ExecutionError, node: Node) => {
      const isFirst = error === undefined;
      const immediately = workflow.onFailure === "fail_immediately";
      if (isFirst || !immediately) error = failed;
      if (!immediately || !isFirst) return;
      const told = graph.onFailing?.(failed);
      if (told) await told;
      failing.cancel(failure("NODE_ABORTED", { why: `${node.name ?? node.id} failed` }, { cause: failed.thrown }));
    };

    const settle = (state: State, standing: Standing) => {
      open -= 1;
      for (const next of state.behind) {
        next.tally.pending -= 1;
        next.tally[standing] += 1;
        next.dataFrom?.delete(state.node.id);
        if (next.tally.pending === 0 || next.node.trigger !== undefined) ready.push(next);
      }
    };

    const settleLater = (state: State, standing: Standing) => {
      settle(state, standing);
      drain();
    };

    drain();
  });
}

// Nodes that became ready together ask for places together: the important one must ask first.
function byPriority(states: State[]): State[] {
  return states.some(({ node }) => node.priority)
    ? states.sort((a, b) => (b.node.priority ?? 0) - (a.node.priority ?? 0))
    : states;
}
