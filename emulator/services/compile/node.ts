import { IdentifierSchema } from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import type { Node } from "../../../lib/idl/gen/flyteidl/core/workflow_pb.js";
import { textForm } from "../../state/index.js";
import { checkBindings } from "./bindings.js";
import { casesOf, elseNodeOf } from "./branch.js";
import { checkCondition } from "./condition.js";
import { effectiveOutputs, interfaceOf } from "./node-interface.js";
import { connect, type Direction, endNode, isSound, report, required, type Scope, startNode } from "./scope.js";

/** Checks a node's target, and what lies inside it. */
export function checkNode(scope: Scope, node: Node): void {
  if (node.id === "") required(scope, "<node>", "Id");
  if (node.id === startNode || node.id === endNode) return;
  if (interfaceOf(scope, node) !== undefined) effectiveOutputs(scope, node);
  // The order in which a client names them is nobody's matter.
  node.upstreamNodeIds.sort();
  const { target } = node;
  if (target.case === "branchNode") checkBranch(scope, node);
  if (target.case !== "workflowNode" || target.value.reference.case !== "subWorkflowRef") return;
  const id = target.value.reference.value;
  if (scope.subWorkflow(id) !== undefined) scope.compile(id);
  else {
    const text = `Referenced Workflow [${textForm(IdentifierSchema, id)}] not found.`;
    report(scope, "WorkflowReferenceNotFound", node.id, text);
  }
}

/** Draws the edges that a node asks for, and those that its bindings need, and checks the bindings. */
export function drawEdges(scope: Scope, node: Node, direction: Direction): void {
  const found = scope.interfaces.get(node);
  if (found === undefined) return;
  if (direction === "both") for (const from of node.upstreamNodeIds) connect(scope, from, node.id, "both");
  checkBindings(scope, node, found.inputs, direction);
}

function checkBranch(scope: Scope, node: Node): void {
  const inner: Node[] = [];
  const sound = isSound(scope, () => {
    for (const block of casesOf(scope, node)) {
      checkCondition(scope, node, block.condition);
      if (block.thenNode === undefined) report(scope, "BranchNodeIdNotFound", node.id, "BranchNode not assigned");
      else inner.push(block.thenNode);
    }
    const last = elseNodeOf(scope, node);
    for (const each of last === undefined ? inner : [...inner, last]) checkNode(scope, each);
    if (last !== undefined) inner.push(last);
  });
  if (sound) for (const each of inner) drawEdges(scope, each, "upstream");
}
