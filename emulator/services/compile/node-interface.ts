import { create } from "@bufbuild/protobuf";
import { type Identifier, IdentifierSchema } from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import {
  type TypedInterface,
  type Variable,
  VariableMapSchema,
  VariableSchema,
} from "../../../lib/idl/gen/flyteidl/core/interface_pb.js";
import { type GateNode, type Node, NodeSchema } from "../../../lib/idl/gen/flyteidl/core/workflow_pb.js";
import { textForm } from "../../state/index.js";
import { inferInputs, notBound } from "./bindings.js";
import { branchInterface } from "./branch.js";
import { isSound, type NodeInterface, report, required, type Scope, type Variables } from "./scope.js";

/** What a node takes and gives; undefined, with problems reported each time it is asked for, when its target is broken. */
export function interfaceOf(scope: Scope, node: Node): NodeInterface | undefined {
  const known = scope.interfaces.get(node);
  if (known !== undefined) return known;
  let found: NodeInterface | undefined;
  const sound = isSound(scope, () => {
    found = find(scope, node);
    if (found !== undefined) checkVariables(scope, node.id, found);
  });
  if (!sound || found === undefined) return undefined;
  scope.interfaces.set(node, found);
  return found;
}

/** Reports variables without a name or a type. */
export function checkVariables(scope: Scope, node: string, { inputs, outputs }: NodeInterface): void {
  for (const [name, { type }] of [inputs, outputs].flatMap((list) => Object.entries(list))) {
    if (name === "") required(scope, node, "paramName");
    if (type === undefined) required(scope, node, "param.Type");
  }
}

/** An interface with both of its halves, empty ones where there were none. */
export function completed(declared: TypedInterface): TypedInterface {
  declared.inputs ??= create(VariableMapSchema);
  declared.outputs ??= create(VariableMapSchema);
  return declared;
}

/** What a node gives once its aliases have taken the place of names; undefined, with problems, when they do not fit. */
export function effectiveOutputs(scope: Scope, node: Node): Variables | undefined {
  const { id, outputAliases } = node;
  const found = scope.interfaces.get(node);
  let outputs: Variables = {};
  const sound = isSound(scope, () => {
    const aliases = new Map<string, string>();
    for (const { var: name, alias } of outputAliases) {
      const what = `Duplicate alias [${alias}] found. An output alias can only be used once in the Workflow.`;
      if (aliases.has(name)) report(scope, "DuplicateAlias", id, what);
      else aliases.set(name, alias);
    }
    if (found === undefined) return;
    for (const [name, alias] of aliases) if (!Object.hasOwn(found.outputs, name)) notBound(scope, id, alias);
    const entries = Object.entries(found.outputs).map(([name, variable]) => [aliases.get(name) ?? name, variable]);
    outputs = Object.fromEntries(entries);
  });
  return sound ? outputs : undefined;
}

function find(scope: Scope, node: Node): NodeInterface | undefined {
  const { target } = node;
  switch (target.case) {
    case "taskNode":
      return ofTask(scope, node, target.value.reference.value);
    case "workflowNode": {
      const { reference } = target.value;
      if (reference.case === "launchplanRef") return ofLaunchPlan(scope, node, reference.value);
      return ofWorkflow(scope, node, reference.value);
    }
    case "branchNode":
      return branchInterface(scope, node);
    case "gateNode":
      return ofGate(scope, node, target.value);
    case "arrayNode": {
      target.value.node ??= create(NodeSchema);
      return interfaceOf(scope, target.value.node);
    }
    default:
      required(scope, node.id, "Target");
      return undefined;
  }
}

function ofTask(scope: Scope, { id: node }: Node, id: Identifier | undefined): NodeInterface | undefined {
  const task = id && scope.task(id);
  if (id === undefined) required(scope, node, "TaskNode.ReferenceId");
  else if (task === undefined) {
    const text = `Referenced Task [${textForm(IdentifierSchema, id)}] not found.`;
    report(scope, "TaskReferenceNotFound", node, text);
  }
  return task && halves(task.template?.interface);
}

function ofLaunchPlan(scope: Scope, { id: node, inputs }: Node, id: Identifier): NodeInterface | undefined {
  const closure = scope.launchPlan(id)?.closure;
  if (closure === undefined) {
    const text = `Referenced Workflow [${textForm(IdentifierSchema, id)}] not found.`;
    report(scope, "WorkflowReferenceNotFound", node, text);
    return undefined;
  }
  const bound = new Set(inputs.map(({ var: name }) => name));
  const wanted = Object.entries(closure.expectedInputs?.parameters ?? {}).filter(
    ([name, { behavior }]) => bound.has(name) || (behavior.case === "required" && behavior.value),
  );
  const variables = wanted.map(([name, parameter]): [string, Variable] => [
    name,
    parameter.var ?? create(VariableSchema),
  ]);
  return { inputs: Object.fromEntries(variables), outputs: closure.expectedOutputs?.variables ?? {} };
}

function ofWorkflow(scope: Scope, { id: node }: Node, id: Identifier | undefined): NodeInterface | undefined {
  const template = id && scope.subWorkflow(id);
  if (template === undefined) {
    const name = id === undefined ? "<nil>/<nil>" : textForm(IdentifierSchema, id);
    report(scope, "WorkflowReferenceNotFound", node, `Referenced Workflow [${name}] not found.`);
    return undefined;
  }
  if (template.interface === undefined) {
    required(scope, node, "WorkflowNode.Template.Interface");
    return undefined;
  }
  return halves(completed(template.interface));
}

function ofGate(scope: Scope, node: Node, { condition }: GateNode): NodeInterface | undefined {
  switch (condition.case) {
    case "sleep":
      return { inputs: {}, outputs: {} };
    case "approve": {
      const inputs = inferInputs(scope, node);
      return { inputs, outputs: inputs };
    }
    case "signal": {
      const { type, outputVariableName } = condition.value;
      if (type === undefined) required(scope, node.id, "GateNode.Signal.Type");
      else if (outputVariableName === "") required(scope, node.id, "GateNode.Signal.OutputVariableName");
      else return { inputs: {}, outputs: { [outputVariableName]: create(VariableSchema, { type }) } };
      return undefined;
    }
    default:
      report(scope, "NoConditionFound", node.id, `Can't find any condition in gate node [${node.id}].`);
      return undefined;
  }
}

function halves(declared: TypedInterface | undefined): NodeInterface {
  return { inputs: declared?.inputs?.variables ?? {}, outputs: declared?.outputs?.variables ?? {} };
}
