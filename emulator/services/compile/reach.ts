import { endNode, report, type Scope, startNode } from "./scope.js";

/** Reports nodes that no path from the start reaches, or the first cycle among those that are reached. */
export function checkReach(scope: Scope): void {
  const loop = findLoop(scope);
  if (loop !== undefined) {
    const text = `A cycle has been detected while traversing the Workflow [${loop.join(">")}].`;
    report(scope, "CycleDetected", startNode, text);
    return;
  }
  const reached = new Set([startNode]);
  for (const id of reached) for (const next of scope.downstream.get(id) ?? []) reached.add(next);
  const lost = [...scope.nodes.keys()].filter((id) => id !== endNode && !reached.has(id)).sort();
  if (lost.length === 0) return;
  report(scope, "UnreachableNodes", startNode, `The Workflow contain unreachable nodes [${lost.join(",")}].`);
}

// Iterative: a chain of thousands of nodes must not exhaust the stack.
function findLoop({ downstream }: Scope): readonly string[] | undefined {
  const done = new Set<string>();
  const onPath = new Set([startNode]);
  const path = [{ id: startNode, rest: [...(downstream.get(startNode) ?? [])].sort() }];
  while (path.length > 0) {
    const top = path.at(-1)!;
    const next = top.rest.shift();
    if (next === undefined) {
      done.add(top.id);
      onPath.delete(top.id);
      path.pop();
    } else if (onPath.has(next)) {
      return [...path.map(({ id }) => id), next];
    } else if (!done.has(next)) {
      onPath.add(next);
      path.push({ id: next, rest: [...(downstream.get(next) ?? [])].sort() });
    }
  }
  return undefined;
}
