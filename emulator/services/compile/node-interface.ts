import { create } from "@bufbuild/protobuf";
import { type Identifier, IdentifierSchema } from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { type Variable, VariableSchema } from "../../../lib/idl/gen/flyteidl/core/interface_pb.js";
import type { GateNode, Node } from "../../../lib/idl/gen/flyteidl/core/workflow_pb.js";
import { textForm } from "../../state/index.js";
import { inferType, notBound } from "./bindings.js";
import { branchOutputs } from "./branch.js";
import { type NodeInterface, report, type Scope, type Variables } from "./scope.js";

/** What a node takes and gives; undefined, with problems reported, when its target is broken. */
export function interfaceOf(scope: Scope, node: Node): NodeInterface | undefined {
  if (!scope.interfaces.has(node.id)) {
    // A branch that a node inside it refers to must not ask for itself.
    scope.interfaces.set(node.id, undefined);
    const found = find(scope, node);
    if (isSound(scope, node.id, found)) scope.interfaces.set(node.id, renamed(scope, node, found));
  }
  return scope.interfaces.get(node.id);
}

function find(scope: Scope, node: Node): NodeInterface | undefined {
  const { id, target } = node;
  switch (target.case) {
    case "taskNode": {
      const reference = target.value.reference.value;
      if (reference === undefined) return required(scope, id, "TaskNode.ReferenceId");
      const declared = scope.library.task(reference).template?.interface;
      return { inputs: declared?.inputs?.variables ?? {}, outputs: declared?.outputs?.variables ?? {} };
    }
    case "workflowNode": {
      const { reference } = target.value;
      if (reference.case === "launchplanRef") return ofLaunchPlan(scope, node, reference.value);
      return ofWorkflow(scope, id, reference.value);
    }
    case "branchNode": {
      const outputs = branchOutputs(scope, node, target.value);
      return outputs && { inputs: inferred(scope, node), outputs };
    }
    case "gateNode":
      return ofGate(scope, node, target.value);
    case "arrayNode": {
      const inner = target.value.node;
      if (inner?.target.case === undefined) return required(scope, inner?.id ?? "", "Target");
      return find(scope, { ...inner, id });
    }
    default:
      return required(scope, id, "Target");
  }
}

function ofLaunchPlan(scope: Scope, { inputs }: Node, id: Identifier): NodeInterface {
  const closure = scope.library.launchPlan(id).closure;
  const bound = new Set(inputs.map(({ var: name }) => name));
  const wanted = Object.entries(closure?.expectedInputs?.parameters ?? {}).filter(
    ([name, { behavior }]) => bound.has(name) || (behavior.case === "required" && behavior.value),
  );
  const variables = wanted.map(([name, parameter]): [string, Variable] => [
    name,
    parameter.var ?? create(VariableSchema),
  ]);
  return { inputs: Object.fromEntries(variables), outputs: closure?.expectedOutputs?.variables ?? {} };
}

function ofWorkflow(scope: Scope, node: string, id: Identifier | undefined): NodeInterface | undefined {
  const compiled = id && scope.subWorkflow(id);
  if (compiled === undefined) {
    const name = id === undefined ? "<nil>/<nil>" : textForm(IdentifierSchema, id);
    report(scope, "WorkflowReferenceNotFound", node, `Referenced Workflow [${name}] not found.`);
    return undefined;
  }
  const declared = compiled.template?.interface;
  return { inputs: declared?.inputs?.variables ?? {}, outputs: declared?.outputs?.variables ?? {} };
}

function ofGate(scope: Scope, node: Node, { condition }: GateNode): NodeInterface | undefined {
  if (condition.case === undefined) {
    report(scope, "NoConditionFound", node.id, `Can't find any condition in gate node [${node.id}].`);
    return undefined;
  }
  if (condition.case === "sleep") return { inputs: {}, outputs: {} };
  if (condition.case === "approve") {
    const inputs = inferred(scope, node);
    return { inputs, outputs: inputs };
  }
  const { type, outputVariableName } = condition.value;
  if (type === undefined) return required(scope, node.id, "GateNode.Signal.Type");
  if (outputVariableName === "") return required(scope, node.id, "GateNode.Signal.OutputVariableName");
  return { inputs: {}, outputs: { [outputVariableName]: create(VariableSchema, { type }) } };
}

function inferred(scope: Scope, node: Node): Variables {
  const variables = node.inputs.flatMap((binding): [string, Variable][] => {
    const type = inferType(scope, node, binding);
    return type === undefined ? [] : [[binding.var, create(VariableSchema, { type })]];
  });
  return Object.fromEntries(variables);
}

// An alias takes the place of the output's own name.
function renamed(
  scope: Scope,
  { id, outputAliases }: Node,
  found: NodeInterface | undefined,
): NodeInterface | undefined {
  if (found === undefined || outputAliases.length === 0) return found;
  const aliases = new Map<string, string>();
  for (const { var: name, alias } of outputAliases) {
    if (aliases.has(name)) {
      const what = `Duplicate alias [${alias}] found. An output alias can only be used once in the Workflow.`;
      report(scope, "DuplicateAlias", id, what);
    } else aliases.set(name, alias);
  }
  for (const [name, alias] of aliases) if (!Object.hasOwn(found.outputs, name)) notBound(scope, id, alias);
  const outputs = Object.entries(found.outputs).map(([name, variable]) => [aliases.get(name) ?? name, variable]);
  return { inputs: found.inputs, outputs: Object.fromEntries(outputs) };
}

// False, with problems reported, for variables without a name or a type.
function isSound(scope: Scope, node: string, found: NodeInterface | undefined): boolean {
  let sound = found !== undefined;
  for (const [name, { type }] of [found?.inputs, found?.outputs].flatMap((list) => Object.entries(list ?? {}))) {
    if (name === "") required(scope, node, "paramName");
    if (type === undefined) required(scope, node, "param.Type");
    sound &&= name !== "" && type !== undefined;
  }
  return sound;
}

function required(scope: Scope, node: string, field: string): undefined {
  report(scope, "ValueRequired", node, `Value required [${field}].`);
  return undefined;
}
