import { create } from "@bufbuild/protobuf";
import { type CompiledWorkflow, CompiledWorkflowSchema } from "../../../lib/idl/gen/flyteidl/core/compiler_pb.js";
import { type Identifier, IdentifierSchema } from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { type Node, NodeSchema, type WorkflowTemplate } from "../../../lib/idl/gen/flyteidl/core/workflow_pb.js";
import { textForm } from "../../state/index.js";
import { checkBindings } from "./bindings.js";
import { checkConditions, innerNodes } from "./branch.js";
import type { Library } from "./library.js";
import { interfaceOf } from "./node-interface.js";
import type { Problem } from "./problems.js";
import { checkReach } from "./reach.js";
import { connect, endNode, report, type Scope, startNode } from "./scope.js";

/** What compiling one template needs from around it. */
export interface Surroundings {
  readonly library: Library;
  readonly subWorkflow: (id: Identifier) => CompiledWorkflow | undefined;
  readonly problems: Problem[];
}

/**
 * Compiles one workflow: adds start and end, names the nodes inside branches, checks every target and binding, and
 * draws the connections. Changes the template it is given.
 */
export function compileTemplate(template: WorkflowTemplate, around: Surroundings): CompiledWorkflow {
  const nodes = new Map<string, Node>();
  const scope: Scope = {
    template,
    ...around,
    nodes,
    interfaces: new Map(),
    upstream: new Map(),
    downstream: new Map(),
  };
  const id = textForm(IdentifierSchema, template.id);
  if (template.nodes.length === 0) {
    report(scope, "NoNodesFound", id, `Can't find any nodes in workflow [${id}].`);
    return create(CompiledWorkflowSchema, { template });
  }
  const own = place(scope);
  for (const node of own) checkNode(scope, node, true);
  if (template.failureNode !== undefined) checkFailureNode(scope, template.failureNode);
  // Without the interface of every workflow, what is bound to it cannot be judged.
  if (scope.problems.every(({ code }) => code !== "WorkflowReferenceNotFound")) finish(scope, own);
  const connections = {
    upstream: Object.fromEntries([...scope.upstream].map(([key, ids]) => [key, { ids: [...ids].sort() }])),
    downstream: Object.fromEntries([...scope.downstream].map(([key, ids]) => [key, { ids: [...ids].sort() }])),
  };
  return create(CompiledWorkflowSchema, { template, connections });
}

// A second node of one id is dropped, as are nodes that take the name of start and end.
function place(scope: Scope): readonly Node[] {
  const { template, nodes, interfaces } = scope;
  const start = create(NodeSchema, { id: startNode });
  const end = create(NodeSchema, { id: endNode, inputs: template.outputs });
  const declared = template.interface;
  interfaces.set(startNode, { inputs: {}, outputs: declared?.inputs?.variables ?? {} });
  interfaces.set(endNode, { inputs: declared?.outputs?.variables ?? {}, outputs: {} });
  nodes.set(startNode, start).set(endNode, end);
  for (const node of template.nodes) {
    if (node.id === "") report(scope, "ValueRequired", "<node>", "Value required [Id].");
    else if (!nodes.has(node.id)) nodes.set(node.id, node);
  }
  const own = [...nodes.values()].slice(2);
  template.nodes = [start, end, ...own];
  for (const node of own) placeInner(scope, node);
  return own;
}

function placeInner(scope: Scope, { id, target }: Node): void {
  if (target.case !== "branchNode") return;
  for (const inner of innerNodes(target.value)) {
    inner.id = `${id}-${inner.id}`;
    scope.nodes.set(inner.id, inner);
    placeInner(scope, inner);
  }
}

function checkNode(scope: Scope, node: Node, isOwn: boolean): void {
  const found = interfaceOf(scope, node);
  node.upstreamNodeIds.sort();
  const { target } = node;
  if (target.case === "branchNode") {
    for (const inner of innerNodes(target.value)) checkNode(scope, inner, false);
    checkConditions(scope, node, target.value);
  }
  if (found === undefined) return;
  const upstream = checkBindings(scope, node, node.inputs, found.inputs);
  for (const from of [...upstream, ...node.upstreamNodeIds]) connect(scope, from, node.id, isOwn);
}

function checkFailureNode(scope: Scope, node: Node): void {
  scope.nodes.set(node.id, node);
  const found = interfaceOf(scope, node);
  const upstream = found === undefined ? [] : checkBindings(scope, node, node.inputs, found.inputs);
  for (const from of upstream) connect(scope, from, node.id, false);
}

function finish(scope: Scope, own: readonly Node[]): void {
  const { template, upstream, downstream } = scope;
  const outputs = template.interface?.outputs?.variables ?? {};
  for (const from of checkBindings(scope, { id: endNode }, template.outputs, outputs)) connect(scope, from, endNode);
  for (const { id, target } of own) {
    const isBroken = target.case === "branchNode" && scope.interfaces.get(id) === undefined;
    if (!upstream.has(id) && !(isBroken && target.value.ifElse?.default.case !== undefined))
      connect(scope, startNode, id);
    if (!downstream.has(id)) connect(scope, id, endNode);
  }
  checkReach(
    scope,
    own.map(({ id }) => id),
  );
}
