import type { Node } from "../../dag/index.js";
import type { Literals } from "../../types/index.js";
import { bindingError, type Lookup, resolveAll } from "../data/resolve.js";
import { runNode } from "../node/run-node.js";
import type { Cancellation } from "../run/cancellation.js";
import { type NodeContext, type NodeEnd, type Place, tellEnd } from "../run/context.js";
import { judge } from "../run/judge.js";
import type { Graph } from "./run-graph.js";

/** What a node is in. */
export type Surroundings = Pick<Graph, "run" | "dag" | "parent" | "path">;

/** What a node is entered with. */
export interface Entrance {
  readonly node: Node;
  readonly lookup: Lookup;
  readonly cancellation: Cancellation;
}

/** Fills a node's inputs and runs it; never rejects. */
export function enterNode(graph: Surroundings, { node, lookup, cancellation }: Entrance): Promise<NodeEnd> {
  const { run, dag } = graph;
  const place = placeOf(graph, node);
  let inputs: Literals = {};
  try {
    inputs = inputsOf(graph, node, lookup);
  } catch (problem) {
    const context = { run, dag, node, place, inputs, cancellation, lookup };
    return Promise.resolve(tellEnd(context, { phase: "FAILED", error: bindingError(problem, node.id) }));
  }
  const context: NodeContext = { run, dag, node, place, inputs, cancellation, lookup };
  return runNode(context).catch((thrown) => tellEnd(context, { phase: "FAILED", error: judge(thrown).error }));
}

/** The values of a node's inputs. Fails where one is not there. */
export function inputsOf(graph: Pick<Surroundings, "dag">, node: Node, lookup: Lookup): Literals {
  return resolveAll(node.inputs, lookup, declaredInputs(graph, node));
}

/** The fields that all events of a node have in common. */
export function placeOf({ run, parent, path }: Pick<Surroundings, "run" | "parent" | "path">, node: Node): Place {
  const name = node.name ?? node.id;
  const { kind } = node.target;
  return {
    node: run.uniqueId(node.id, parent),
    specNode: node.id,
    name,
    path: [...path, name],
    ...(parent === undefined ? undefined : { parent: parent.id, retryGroup: String(parent.attempt) }),
    ...(kind === "workflow" ? { isParent: true } : undefined),
    ...(kind === "array" ? { isArray: true } : undefined),
  };
}

function declaredInputs({ dag }: Pick<Surroundings, "dag">, { target }: Node) {
  switch (target.kind) {
    case "task":
      return dag.tasks[target.task]?.interface.inputs;
    case "workflow":
      return dag.workflows[target.workflow]?.interface.inputs;
    case "launchPlan":
      return dag.launchPlans[target.launchPlan]?.interface.inputs;
    default:
      return undefined;
  }
}
