import { create } from "@bufbuild/protobuf";
import { endNode, startNode } from "./binding.js";
import { type ConnectionSet, type ConnectionSet_IdList, ConnectionSetSchema } from "./gen/flyteidl/core/compiler_pb.js";
import type { Binding, BindingData } from "./gen/flyteidl/core/literals_pb.js";
import type { Node, WorkflowTemplate } from "./gen/flyteidl/core/workflow_pb.js";

/**
 * Edges of a compiled template as Flyte's compiler records them: from bindings and upstream ids; a node without a
 * predecessor follows `start-node`, one without a successor precedes `end-node`. Nodes inside branches and the failure
 * node have predecessors only.
 */
export function connect({ nodes, failureNode }: WorkflowTemplate): ConnectionSet {
  const edges = new Edges();
  for (const node of nodes) {
    for (const upstream of predecessors(node)) edges.add(upstream, node.id);
    for (const inner of branchDescendants(node)) {
      for (const upstream of predecessors(inner)) edges.addUpstream(upstream, inner.id);
    }
  }
  for (const { id } of nodes) {
    if (id === startNode || id === endNode) continue;
    if (!edges.hasUpstream(id)) edges.add(startNode, id);
    if (!edges.hasDownstream(id)) edges.add(id, endNode);
  }
  if (failureNode !== undefined) {
    for (const upstream of predecessors(failureNode)) edges.addUpstream(upstream, failureNode.id);
  }
  return edges.toMessage();
}

/** Nodes directly inside a node's branches. */
export function branchChildren({ target }: Node): readonly Node[] {
  const ifElse = target.case === "branchNode" ? target.value.ifElse : undefined;
  if (ifElse === undefined) return [];
  const { case: first, other, default: last } = ifElse;
  const nodes = [...(first === undefined ? [] : [first]), ...other].flatMap(({ thenNode }) => thenNode ?? []);
  return last.case === "elseNode" ? [...nodes, last.value] : nodes;
}

function branchDescendants(node: Node): readonly Node[] {
  return branchChildren(node).flatMap((inner) => [inner, ...branchDescendants(inner)]);
}

class Edges {
  readonly #downstream = new Map<string, Set<string>>();
  readonly #upstream = new Map<string, Set<string>>();

  add(from: string, to: string): void {
    put(this.#downstream, from, to);
    put(this.#upstream, to, from);
  }

  addUpstream(from: string, to: string): void {
    put(this.#upstream, to, from);
  }

  hasUpstream(id: string): boolean {
    return this.#upstream.has(id);
  }

  hasDownstream(id: string): boolean {
    return this.#downstream.has(id);
  }

  toMessage(): ConnectionSet {
    return create(ConnectionSetSchema, { downstream: lists(this.#downstream), upstream: lists(this.#upstream) });
  }
}

function put(table: Map<string, Set<string>>, key: string, value: string): void {
  const values = table.get(key);
  if (values === undefined) table.set(key, new Set([value]));
  else values.add(value);
}

function lists(table: ReadonlyMap<string, ReadonlySet<string>>) {
  return Object.fromEntries([...table].map(([key, values]) => [key, idList(values)]));
}

function idList(values: ReadonlySet<string>): ConnectionSet_IdList {
  return { $typeName: "flyteidl.core.ConnectionSet.IdList", ids: [...values].sort() };
}

function predecessors({ upstreamNodeIds, inputs }: Node): readonly string[] {
  return [...upstreamNodeIds, ...inputs.flatMap(readsOf)];
}

function readsOf({ binding }: Binding): readonly string[] {
  return binding === undefined ? [] : sources(binding);
}

function sources({ value }: BindingData): readonly string[] {
  switch (value.case) {
    case "promise":
      return [value.value.nodeId];
    case "collection":
      return value.value.bindings.flatMap(sources);
    case "map":
      return Object.values(value.value.bindings).flatMap(sources);
    default:
      return [];
  }
}
