import type { CompiledWorkflow } from "../../../lib/idl/gen/flyteidl/core/compiler_pb.js";
import type { Identifier } from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import type { Variable } from "../../../lib/idl/gen/flyteidl/core/interface_pb.js";
import type { Node, WorkflowTemplate } from "../../../lib/idl/gen/flyteidl/core/workflow_pb.js";
import type { Library } from "./library.js";
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

/** The state of compiling one workflow. */
export interface Scope {
  readonly template: WorkflowTemplate;
  readonly library: Library;
  /** Compiles a workflow that came along, once; undefined when there is none of that id. */
  readonly subWorkflow: (id: Identifier) => CompiledWorkflow | undefined;
  /** Every node by id: start, end, the workflow's own, and those inside branches under their full id. */
  readonly nodes: Map<string, Node>;
  /** Undefined for a node whose target is broken. */
  readonly interfaces: Map<string, NodeInterface | undefined>;
  readonly upstream: Map<string, Set<string>>;
  readonly downstream: Map<string, Set<string>>;
  readonly problems: Problem[];
}

/** Notes a problem. */
export function report(scope: Scope, code: string, node: string, text: string): void {
  scope.problems.push({ code, node, text });
}

/** Draws an edge; nodes inside a branch know what they wait for, but nobody waits for them. */
export function connect(scope: Scope, from: string, to: string, bothWays = true): void {
  into(scope.upstream, to).add(from);
  if (bothWays) into(scope.downstream, from).add(to);
}

function into(edges: Map<string, Set<string>>, key: string): Set<string> {
  const found = edges.get(key) ?? new Set();
  edges.set(key, found);
  return found;
}
