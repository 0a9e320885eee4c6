import { startNode } from "./binding.js";
import type { Binding, BindingData } from "./gen/flyteidl/core/literals_pb.js";
import type { BranchNode, IfBlock, Node } from "./gen/flyteidl/core/workflow_pb.js";
import { mapValues } from "./type.js";

/**
 * A node as the compiler leaves it: its id (inside a branch made longer by the branch's), promises of the workflow's
 * inputs on `start-node`, upstream ids sorted. What changes is copied, the rest shared with the submitted message.
 */
export function settle(node: Node, id: string): Node {
  const { target } = node;
  return {
    ...node,
    id,
    inputs: node.inputs.map(onStartNode),
    upstreamNodeIds: [...node.upstreamNodeIds].sort(),
    ...(target.case === "branchNode"
      ? { target: { case: "branchNode", value: settleBranch(target.value, id) } as const }
      : {}),
  };
}

function settleBranch(branch: BranchNode, id: string): BranchNode {
  const { ifElse } = branch;
  if (ifElse === undefined) return branch;
  const inner = (node: Node) => settle(node, `${id}-${node.id}`);
  const block = (one: IfBlock) => (one.thenNode === undefined ? one : { ...one, thenNode: inner(one.thenNode) });
  const { case: first, other, default: last } = ifElse;
  return {
    ...branch,
    ifElse: {
      ...ifElse,
      ...(first === undefined ? {} : { case: block(first) }),
      other: other.map(block),
      default: last.case === "elseNode" ? { case: "elseNode", value: inner(last.value) } : last,
    },
  };
}

/** A binding whose promises of the workflow's inputs name `start-node`. */
export function onStartNode(message: Binding): Binding {
  const { binding } = message;
  const settled = binding === undefined ? undefined : settleData(binding);
  return settled === undefined || settled === binding ? message : { ...message, binding: settled };
}

function settleData(data: BindingData): BindingData {
  const { value } = data;
  switch (value.case) {
    case "promise":
      if (value.value.nodeId !== "") return data;
      return { ...data, value: { case: "promise", value: { ...value.value, nodeId: startNode } } };
    case "collection":
      return {
        ...data,
        value: { case: "collection", value: { ...value.value, bindings: value.value.bindings.map(settleData) } },
      };
    case "map":
      return {
        ...data,
        value: { case: "map", value: { ...value.value, bindings: mapValues(value.value.bindings, settleData) } },
      };
    default:
      return data;
  }
}
