import type { Dag, Node, Workflow } from "../../lib/dag/index.js";
import type { NodeEvent } from "../../lib/engine/index.js";

/** The nodes of a run as they were written. */
export interface SpecNodes {
  /** What a node was written as; undefined for elements of mapped steps. */
  of(event: Pick<NodeEvent, "node" | "specNode" | "parent" | "dynamic">): Node | undefined;
}

/** Finds nodes by where they hang: below a sub-workflow, in a branch, or in work that a task decided on. */
export function specNodes(dag: Dag): SpecNodes {
  const top = byId(dag);
  // By unique id: what a node was written as, and the nodes inside it.
  const known = new Map<string, Node | undefined>();
  const inside = new Map<string, ReadonlyMap<string, Node>>();
  const workflows = new Map(Object.entries(dag.workflows));
  return {
    of({ node, specNode, parent, dynamic }) {
      if (dynamic !== undefined) {
        for (const [key, workflow] of Object.entries(dynamic.workflows)) workflows.set(key, workflow);
        inside.set(node, byId(dynamic));
      }
      if (known.has(node)) return known.get(node);
      const siblings = parent === undefined ? top : inside.get(parent);
      const found = siblings?.get(specNode);
      known.set(node, found);
      if (found !== undefined) addInside(node, found);
      return found;
    },
  };

  function addInside(node: string, { id, target }: Node): void {
    if (target.kind === "workflow") {
      const workflow = workflows.get(target.workflow);
      if (workflow !== undefined) inside.set(node, byId(workflow));
    }
    if (target.kind === "branch") {
      const { otherwise, cases } = target;
      const last = otherwise !== undefined && "id" in otherwise ? [otherwise] : [];
      const chosen = [...cases.map(({ then }) => then), ...last];
      inside.set(node, new Map(chosen.map((inner) => [`${id}-${inner.id}`, { ...inner, id: `${id}-${inner.id}` }])));
    }
  }
}

const maps = new WeakMap<Workflow, ReadonlyMap<string, Node>>();

function byId(workflow: Workflow): ReadonlyMap<string, Node> {
  const known = maps.get(workflow);
  if (known !== undefined) return known;
  const { nodes, failureNode } = workflow;
  const made = new Map([...nodes, ...(failureNode === undefined ? [] : [failureNode])].map((node) => [node.id, node]));
  maps.set(workflow, made);
  return made;
}
