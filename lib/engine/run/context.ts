import type { Dag, Node } from "../../dag/index.js";
import { FlytepathError } from "../../errors/index.js";
import type { Literals } from "../../types/index.js";
import type { CacheKeyOf } from "../cache/cache-key.js";
import type { OutputCache } from "../cache/output-cache.js";
import type { Lookup } from "../data/resolve.js";
import type { ExecutionError, NodeEvent } from "../event.js";
import type { NodePhase } from "../phase.js";
import type { Prior } from "../prior/prior.js";
import type { Runner } from "../runner.js";
import type { Cancellation } from "./cancellation.js";
import type { Clock } from "./clock.js";
import type { Lanes } from "./lanes.js";
import type { Recorder } from "./recorder.js";
import type { Parent } from "./unique-id.js";

/** What every part of one run shares. */
export interface RunContext {
  readonly run: string;
  readonly runner: Runner;
  readonly clock: Clock;
  readonly random: () => number;
  readonly recorder: Recorder;
  readonly lanes: Lanes;
  /** What has a place and a time: each attempt, or each node as a whole. */
  readonly limits: "attempts" | "nodes";
  /** Ids of nodes that were told as TIMED_OUT, while what they run is still being stopped. */
  readonly expired: Set<string>;
  readonly uniqueId: (own: string, parent?: Parent) => string;
  readonly cache: OutputCache | undefined;
  readonly cacheKeyOf: CacheKeyOf;
  readonly overwriteCache: boolean;
  /** Milliseconds that a body may take to end after its signal fired. */
  readonly grace: number;
  /** Attempts after the first when the failure is the system's. */
  readonly systemRetries: number;
  /** What an earlier go of the run left behind. */
  readonly prior: Prior | undefined;
}

/** Fields that all events of a node have in common. */
export type Place = Pick<
  NodeEvent,
  "node" | "specNode" | "name" | "path" | "parent" | "retryGroup" | "isParent" | "isArray"
>;

/** A node that is about to run. */
export interface NodeContext {
  readonly run: RunContext;
  /** Its tables hold what the node's target names. */
  readonly dag: Dag;
  readonly node: Node;
  readonly place: Place;
  readonly inputs: Literals;
  readonly cancellation: Cancellation;
  /** Values of the workflow that the node is in: what the nodes inside a branch are bound to. */
  readonly lookup: Lookup;
  /** Gives back the place of the node; present where nodes have places and this one has one. */
  leave?(): void;
}

/** How a node ended. */
export type NodeEnd =
  | { readonly phase: "SUCCEEDED"; readonly outputs: Literals }
  | { readonly phase: "FAILED"; readonly error: ExecutionError }
  | { readonly phase: "SKIPPED" }
  | { readonly phase: "ABORTED" };

type More = Partial<
  Pick<
    NodeEvent,
    | "inputs"
    | "outputs"
    | "error"
    | "cache"
    | "cacheKey"
    | "source"
    | "deckUri"
    | "launched"
    | "isParent"
    | "isDynamic"
    | "dynamic"
    | "attempt"
    | "claims"
    | "retryIn"
  >
>;

/** Tells a new phase of a node. */
export function tellNode({ run, place }: NodeContext, phase: NodePhase, more?: More): Promise<void> | undefined {
  return run.recorder.tell({ kind: "node", phase, ...place, ...more });
}

/** Tells how a node ended, and gives that end back. */
export function tellEnd(context: NodeContext, end: NodeEnd, more?: More): NodeEnd | Promise<NodeEnd> {
  if (context.run.expired.has(context.place.node)) return end;
  const told = tellNode(context, end.phase, { ...more, ...factsOf(end, context) });
  return told === undefined ? end : told.then(() => end);
}

function factsOf(end: NodeEnd, { cancellation: { reason } }: NodeContext): More {
  switch (end.phase) {
    case "SUCCEEDED":
      return { outputs: end.outputs };
    case "FAILED":
      return { error: end.error };
    case "ABORTED":
      return { error: { code: "NodeAborted", message: whyAborted(reason), kind: "UNKNOWN" } };
    case "SKIPPED":
      return {};
  }
}

/** Why a node is ended, in the words of Flyte's executor; the reason is that of its cancellation. */
export function whyAborted(reason: unknown): string {
  const code = FlytepathError.is(reason) ? reason.code : undefined;
  if (code === "NODE_TIMED_OUT") return "node timed out";
  return code === "NODE_ABORTED" ? "Some node execution failed, auto-abort." : "Workflow aborted.";
}
