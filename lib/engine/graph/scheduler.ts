import type { Node } from "../../dag/index.js";
import { failure } from "../../errors/index.js";
import type { Lookup } from "../data/resolve.js";
import type { ExecutionError } from "../event.js";
import { Cancellation } from "../run/cancellation.js";
import type { NodeEnd } from "../run/context.js";
import type { PriorNode } from "../prior/prior.js";
import { enterNode, inputsOf, placeOf } from "./enter-node.js";
import type { Graph } from "./run-graph.js";
import { connect, type State } from "./state.js";
import { type Standing, verdict } from "./trigger.js";

/** What the nodes of a workflow came to. */
export interface NodesEnd {
  /** The failure that the workflow fails with; undefined when no node failed. */
  readonly error: ExecutionError | undefined;
  readonly lookup: Lookup;
}

const standings: Readonly<Record<NodeEnd["phase"], Standing>> = {
  SUCCEEDED: "succeeded",
  FAILED: "failed",
  ABORTED: "failed",
  SKIPPED: "skipped",
};

/** Runs the nodes of one workflow, each as soon as what it waits for has ended. */
export class Scheduler {
  readonly #graph: Graph;
  readonly #states: ReadonlyMap<string, State>;
  readonly #ready: State[];
  /** Nodes to start once everything that ended in an earlier go has been settled: one of those may have failed. */
  readonly #later: State[] = [];
  /** Ended by the first failure, where that ends the workflow. */
  readonly #failing: Cancellation;
  readonly #failsAtOnce: boolean;
  #error: ExecutionError | undefined;
  #erredAt = 0;
  #open: number;
  #draining = false;
  #resolve: (end: NodesEnd) => void = () => {};

  constructor(graph: Graph) {
    this.#graph = graph;
    this.#states = connect(graph.workflow);
    this.#ready = [...this.#states.values()];
    this.#failing = new Cancellation(graph.cancellation);
    this.#failsAtOnce = graph.workflow.onFailure === "fail_immediately";
    this.#open = this.#states.size;
  }

  /** Resolves when every node has ended or been passed over. Never rejects. */
  run(): Promise<NodesEnd> {
    return new Promise((resolve) => {
      this.#resolve = resolve;
      this.#drain();
    });
  }

  readonly #lookup: Lookup = (id, output) => {
    const values = id === "" ? this.#graph.inputs : this.#states.get(id)?.outputs;
    return values !== undefined && Object.hasOwn(values, output) ? values[output] : undefined;
  };

  // A loop and not calls of each other: a chain of skipped nodes may be as long as the graph.
  #drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    while (this.#ready.length > 0 || this.#later.length > 0) {
      while (this.#ready.length > 0) for (const state of byPriority(this.#ready.splice(0))) this.#decide(state);
      for (const state of byPriority(this.#later.splice(0))) this.#begin(state, this.#priorOf(state));
    }
    this.#draining = false;
    if (this.#open > 0) return;
    this.#failing.close();
    this.#resolve({ error: this.#error, lookup: this.#lookup });
  }

  #decide(state: State): void {
    if (state.decided) return;
    const own = state.node.trigger;
    const asked = verdict(own ?? "all_success", state.tally);
    if (asked === "wait" || (asked === "run" && (state.dataFrom?.size ?? 0) > 0)) return;
    state.decided = true;
    if (asked !== "run") {
      if (this.#isOver(state)) this.#settle(state, "blocked");
      else this.#skip(state, asked === "skip" ? "skipped" : "blocked");
      return;
    }
    const before = this.#priorOf(state);
    if (before?.end !== undefined) this.#resume(state, before.end, before.endedAt);
    else if (this.#graph.run.prior === undefined) this.#begin(state, undefined);
    else this.#later.push(state);
  }

  #begin(state: State, before: PriorNode | undefined): void {
    const over = this.#overOf(state);
    if (!this.#isOver(state)) this.#start(state, over);
    else if (before === undefined) this.#settle(state, "blocked");
    else {
      // What an earlier go left in flight is told to have ended, and what it has outside is ended.
      const ended = new Cancellation();
      ended.cancel(over.reason ?? failure("NODE_ABORTED", { why: "another step failed" }));
      this.#start(state, ended);
    }
  }

  // A node with a rule of its own is asked even after a failure: it may be there to clean up.
  #isOver(state: State): boolean {
    const halted = state.node.trigger === undefined && this.#error !== undefined && this.#failsAtOnce;
    return this.#overOf(state).cancelled || halted;
  }

  #overOf({ node }: State): Cancellation {
    return node.trigger === undefined ? this.#failing : this.#graph.cancellation;
  }

  #priorOf({ node }: State): PriorNode | undefined {
    const { run, parent } = this.#graph;
    if (run.prior === undefined) return undefined;
    const inputs = () => inputsOf(this.#graph, node, this.#lookup);
    return run.prior.node(run.uniqueId(node.id, parent), inputs);
  }

  // A node that ended in an earlier go ends again, without a word.
  #resume(state: State, end: NodeEnd, endedAt: number | undefined): void {
    if (end.phase === "SUCCEEDED") state.outputs = end.outputs;
    if (end.phase !== "FAILED") this.#settle(state, standings[end.phase]);
    else void this.#fail(end.error, state.node, endedAt).then(() => this.#settleLater(state, "failed"));
  }

  #start(state: State, cancellation: Cancellation): void {
    const entrance = { node: state.node, lookup: this.#lookup, cancellation };
    void enterNode(this.#graph, entrance).then((end) => this.#finish(state, end));
  }

  #skip(state: State, standing: Standing): void {
    const place = placeOf(this.#graph, state.node);
    const told = this.#graph.run.recorder.tell({ kind: "node", phase: "SKIPPED", ...place });
    if (told === undefined) this.#settle(state, standing);
    else void told.then(() => this.#settleLater(state, standing));
  }

  #finish(state: State, end: NodeEnd): void {
    if (end.phase === "SUCCEEDED") state.outputs = end.outputs;
    if (end.phase !== "FAILED") this.#settleLater(state, standings[end.phase]);
    else void this.#fail(end.error, state.node).then(() => this.#settleLater(state, "failed"));
  }

  async #fail(error: ExecutionError, node: Node, at = Number.POSITIVE_INFINITY): Promise<void> {
    const isFirst = this.#error === undefined;
    // Failures of an earlier go come in the order of the graph, not in that in which they happened.
    if (isFirst || (this.#failsAtOnce ? at < this.#erredAt : at >= this.#erredAt)) {
      this.#error = error;
      this.#erredAt = at;
    }
    if (!isFirst || !this.#failsAtOnce) return;
    const told = this.#graph.onFailing?.(error);
    if (told) await told;
    this.#failing.cancel(failure("NODE_ABORTED", { why: `${node.name ?? node.id} failed` }, { cause: error.thrown }));
  }

  #settleLater(state: State, standing: Standing): void {
    this.#settle(state, standing);
    this.#drain();
  }

  #settle(state: State, standing: Standing): void {
    this.#open -= 1;
    for (const next of state.behind) {
      next.tally.pending -= 1;
      next.tally[standing] += 1;
      next.dataFrom?.delete(state.node.id);
      if (next.tally.pending === 0 || next.node.trigger !== undefined) this.#ready.push(next);
    }
  }
}

// Nodes that became ready together ask for places together: the important one must ask first.
function byPriority(states: State[]): State[] {
  return states.some(({ node }) => node.priority)
    ? states.sort((a, b) => (b.node.priority ?? 0) - (a.node.priority ?? 0))
    : states;
}
