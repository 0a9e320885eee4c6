import { create } from "@bufbuild/protobuf";
import { type CompiledWorkflow, CompiledWorkflowSchema } from "../../../lib/idl/gen/flyteidl/core/compiler_pb.js";
import { IdentifierSchema } from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { TypedInterfaceSchema } from "../../../lib/idl/gen/flyteidl/core/interface_pb.js";
import { NodeSchema, type WorkflowTemplate } from "../../../lib/idl/gen/flyteidl/core/workflow_pb.js";
import { textForm } from "../../state/index.js";
import { checkBindings } from "./bindings.js";
import { checkNode, drawEdges } from "./node.js";
import { checkVariables, completed } from "./node-interface.js";
import { checkReach } from "./reach.js";
import { connect, endNode, isSound, report, type Scope, type Surroundings, startNode } from "./scope.js";

/**
 * Compiles one workflow: adds start and end, names the nodes inside branches, checks every target and binding, and
 * draws the connections. Changes the template it is given.
 */
export function compileTemplate(template: WorkflowTemplate, around: Surroundings): CompiledWorkflow {
  const scope: Scope = {
    ...around,
    template,
    nodes: new Map(),
    interfaces: new Map(),
    upstream: new Map(),
    downstream: new Map(),
  };
  const id = textForm(IdentifierSchema, template.id);
  if (template.nodes.length === 0) report(scope, "NoNodesFound", id, `Can't find any nodes in workflow [${id}].`);
  else {
    template.interface = completed(template.interface ?? create(TypedInterfaceSchema));
    const { inputs, outputs } = template.interface;
    const declared = { inputs: inputs?.variables ?? {}, outputs: outputs?.variables ?? {} };
    if (isSound(scope, () => checkVariables(scope, startNode, declared))) compileNodes(scope, declared);
  }
  const connections = { upstream: lists(scope.upstream), downstream: lists(scope.downstream) };
  return create(CompiledWorkflowSchema, { template, connections });
}

function compileNodes(
  scope: Scope,
  { inputs, outputs }: Pick<Parameters<typeof checkVariables>[2], "inputs" | "outputs">,
): void {
  const { template, nodes, interfaces, upstream, downstream } = scope;
  const given = template.nodes;
  const start = create(NodeSchema, { id: startNode });
  const end = create(NodeSchema, { id: endNode, inputs: template.outputs });
  nodes.set(startNode, start).set(endNode, end);
  interfaces.set(start, { inputs: {}, outputs: inputs }).set(end, { inputs: outputs, outputs: {} });
  for (const node of given) {
    // A second node of one id is dropped, as are nodes that take the name of start and end; their mistakes are told.
    if (!nodes.has(node.id)) nodes.set(node.id, node);
    checkNode(scope, node);
  }
  template.nodes = [...nodes.values()];
  const sorted = [...nodes.keys()].sort();
  for (const id of sorted) if (id !== startNode) drawEdges(scope, nodes.get(id)!, "both");
  if (template.failureNode !== undefined) {
    checkNode(scope, template.failureNode);
    drawEdges(scope, template.failureNode, "upstream");
  }
  // Who waits for nobody starts at once, and the end waits for whoever nobody else waits for.
  for (const id of sorted) {
    if (id === startNode || id === endNode) continue;
    if (!upstream.has(id)) connect(scope, startNode, id, "both");
    if (!downstream.has(id)) connect(scope, id, endNode, "both");
  }
  checkBindings(scope, end, outputs, "both");
  checkReach(scope);
}

function lists(edges: ReadonlyMap<string, ReadonlySet<string>>): Record<string, { ids: string[] }> {
  return Object.fromEntries([...edges].map(([key, ids]) => [key, { ids: [...ids].sort() }]));
}
