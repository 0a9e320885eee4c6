import type { BranchNode, IfBlock, Node } from "../../../lib/idl/gen/flyteidl/core/workflow_pb.js";
import { inferInputs, reportMismatch } from "./bindings.js";
import { interfaceOf } from "./node-interface.js";
import { isSound, type NodeInterface, report, required, type Scope, type Variables } from "./scope.js";
import { typeText } from "./types.js";

/** Nodes inside a branch, in written order: those of its cases, then the one for the rest. */
export function innerNodes({ ifElse }: BranchNode): readonly Node[] {
  const rest = ifElse?.default.case === "elseNode" ? [ifElse.default.value] : [];
  const cases = ifElse === undefined ? [] : [ifElse.case, ...ifElse.other];
  return [...cases.flatMap((block) => (block?.thenNode === undefined ? [] : [block.thenNode])), ...rest];
}

/** The cases of a branch, with a problem where the first is missing. */
export function casesOf(scope: Scope, node: Node): readonly IfBlock[] {
  const ifElse = ifElseOf(node);
  if (ifElse?.case !== undefined) return [ifElse.case, ...ifElse.other];
  const text = "One of the branches on the node doesn't have a condition.";
  report(scope, "BranchNodeHasNoCondition", node.id, text);
  return ifElse?.other ?? [];
}

/** The node for the rest of a branch, with a problem where there is neither a node nor an error. */
export function elseNodeOf(scope: Scope, node: Node): Node | undefined {
  const rest = ifElseOf(node)?.default;
  if (rest?.case === "elseNode") return rest.value;
  if (rest?.case === undefined) {
    const text = "Branch Node must have either the else case set or a default error.";
    report(scope, "BranchNodeHasNoDefault", node.id, text);
  }
  return undefined;
}

/**
 * What a branch takes and gives: inputs as its bindings tell, outputs that every node inside gives. Puts the branch's id
 * before those of the nodes inside. Undefined, with problems reported, when it cannot be told.
 */
export function branchInterface(scope: Scope, node: Node): NodeInterface | undefined {
  const ifElse = ifElseOf(node);
  const first = ifElse?.case?.thenNode;
  if (ifElse === undefined) required(scope, node.id, "Branch.IfElse");
  else if (ifElse.case === undefined) required(scope, node.id, "Branch.IfElse.Case");
  else if (first === undefined) required(scope, node.id, "Branch.IfElse.Case.ThenNode");
  if (ifElse === undefined || first === undefined) return undefined;
  let common: Variables | undefined;
  let inputs: Variables = {};
  const sound = isSound(scope, () => {
    const inner = [first];
    for (const { thenNode } of ifElse.other) {
      if (thenNode === undefined) required(scope, node.id, "IfElse.Case.ThenNode");
      else inner.push(thenNode);
    }
    if (ifElse.default.case === "elseNode") inner.push(ifElse.default.value);
    for (const each of inner) {
      each.id = `${node.id}-${each.id}`;
      const found = interfaceOf(scope, each);
      if (found !== undefined) common = common ? agreeing(scope, each.id, [common, found.outputs]) : found.outputs;
    }
    inputs = inferInputs(scope, node);
  });
  return sound && common !== undefined ? { inputs, outputs: common } : undefined;
}

// What both give, with a report of each variable that is not of the same type.
function agreeing(scope: Scope, node: string, [one, other]: readonly [Variables, Variables]): Variables {
  const shared = Object.entries(one).filter(([name]) => Object.hasOwn(other, name));
  for (const [name, { type }] of shared) {
    const theirs = other[name]?.type;
    if (typeText(type) !== typeText(theirs)) reportMismatch(scope, node, name, [type, theirs]);
  }
  return Object.fromEntries(shared);
}

function ifElseOf({ target }: Node) {
  return target.case === "branchNode" ? target.value.ifElse : undefined;
}
