import type { LaunchPlan } from "../../../lib/idl/gen/flyteidl/admin/launch_plan_pb.js";
import type { CompiledTask } from "../../../lib/idl/gen/flyteidl/core/compiler_pb.js";
import type { Identifier } from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import type { Variable } from "../../../lib/idl/gen/flyteidl/core/interface_pb.js";
import type { Node, WorkflowTemplate } from "../../../lib/idl/gen/flyteidl/core/workflow_pb.js";
import type { Problem } from "./problems.js";

/** Id of the node that gives the workflow's inputs. */
export const startNode = "start-node";

/** Id of the node that takes the workflow's outputs. */
export const endNode = "end-node";

/** Variables by name. */
export type Variables = Readonly<Record<string, Variable>>;

/** What a node takes and gives. */
export interface NodeInterface {
  readonly inputs: Variables;
  readonly outputs: Variables;
}

/** What all workflows of one compilation share. */
export interface Surroundings {
  /** Undefined for a task that is not known by exactly this id. */
  readonly task: (id: Identifier) => CompiledTask | undefined;
  readonly launchPlan: (id: Identifier) => LaunchPlan | undefined;
  /** A workflow that came along, as it was written. */
  readonly subWorkflow: (id: Identifier) => WorkflowTemplate | undefined;
  /** Compiles a workflow that came along, once. */
  readonly compile: (id: Identifier) => void;
  readonly problems: Problem[];
}

/** The state of compiling one workflow. */
export interface Scope extends Surroundings {
  readonly template: WorkflowTemplate;
  /** Start, end and the workflow's own nodes by id; those inside branches are nobody's to refer to. */
  readonly nodes: Map<string, Node>;
  /** Only of nodes whose target is sound. */
  readonly interfaces: Map<Node, NodeInterface>;
  readonly upstream: Map<string, Set<string>>;
  readonly downstream: Map<string, Set<string>>;
}

/** Which ends of an edge know of it: whoever is inside a branch knows what it waits for, and nobody waits for it. */
export type Direction = "both" | "upstream";

/** Notes a problem. */
export function report(scope: Pick<Scope, "problems">, code: string, node: string, text: string): void {
  scope.problems.push({ code, node, text });
}

/** Notes that something is missing. */
export function required(scope: Pick<Scope, "problems">, node: string, what: string): void {
  report(scope, "ValueRequired", node, `Value required [${what}].`);
}

/** Whether some work notes no problem. */
export function isSound(scope: Pick<Scope, "problems">, work: () => void): boolean {
  const before = scope.problems.length;
  work();
  return scope.problems.length === before;
}

/** Draws an edge. */
export function connect(scope: Scope, from: string, to: string, direction: Direction): void {
  const provider = from === "" ? startNode : from;
  into(scope.upstream, to).add(provider);
  if (direction === "both") into(scope.downstream, provider).add(to);
}

function into(edges: Map<string, Set<string>>, key: string): Set<string> {
  const found = edges.get(key) ?? new Set();
  edges.set(key, found);
  return found;
}
