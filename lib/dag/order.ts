import { failure } from "../errors/index.js";
import type { Workflow } from "./dag.js";
import type { Node } from "./node.js";

/**
 * Lists the nodes of a workflow so that each comes after the nodes it waits for; where the graph leaves a choice, written
 * order wins. Linear, and without recursion. Names of nodes that do not exist are passed over: `check` reports them.
 * Fails with `DAG_CYCLE`.
 */
export function order(workflow: Workflow): readonly Node[] {
  const behind = new Map<string, Node[]>(workflow.nodes.map(({ id }) => [id, []]));
  const unmet = new Map<Node, number>();
  const ordered: Node[] = [];
  for (const node of workflow.nodes) {
    const upstream = node.after.filter((id) => behind.has(id));
    for (const id of upstream) behind.get(id)!.push(node);
    unmet.set(node, upstream.length);
    if (upstream.length === 0) ordered.push(node);
  }

  // The list grows while it is walked: each node may release the ones behind it.
  for (const { id } of ordered) {
    for (const node of behind.get(id)!) {
      const left = unmet.get(node)! - 1;
      unmet.set(node, left);
      if (left === 0) ordered.push(node);
    }
  }

  if (ordered.length < workflow.nodes.length) {
    const pipeline = workflow.ref.name;
    throw failure("DAG_CYCLE", { pipeline, loop: findLoop(workflow, new Set(ordered)) }, { path: pipeline });
  }
  return ordered;
}

// Every node that could not be ordered waits for another such node, so walking upstream must come back to one seen before.
function findLoop(workflow: Workflow, ordered: ReadonlySet<Node>): readonly string[] {
  const stuck = new Map(workflow.nodes.filter((node) => !ordered.has(node)).map((node) => [node.id, node]));
  const walked: string[] = [];
  const seen = new Map<string, number>();
  let id = stuck.keys().next().value!;
  while (!seen.has(id)) {
    seen.set(id, walked.length);
    walked.push(id);
    id = stuck.get(id)!.after.find((upstream) => stuck.has(upstream))!;
  }
  return [...walked.slice(seen.get(id)), id].reverse();
}
