import { create } from "@bufbuild/protobuf";
import type { BooleanExpression, Operand } from "../../../lib/idl/gen/flyteidl/core/condition_pb.js";
import { LiteralSchema } from "../../../lib/idl/gen/flyteidl/core/literals_pb.js";
import type { LiteralType } from "../../../lib/idl/gen/flyteidl/core/types_pb.js";
import type { BranchNode, Node } from "../../../lib/idl/gen/flyteidl/core/workflow_pb.js";
import { reportMismatch } from "./bindings.js";
import { interfaceOf } from "./node-interface.js";
import { report, type Scope, type Variables } from "./scope.js";
import { castableEither, typeOfLiteral } from "./types.js";

/** Nodes inside a branch, in written order: those of its cases, then the one for the rest. */
export function innerNodes({ ifElse }: BranchNode): readonly Node[] {
  const rest = ifElse?.default.case === "elseNode" ? [ifElse.default.value] : [];
  const cases = ifElse === undefined ? [] : [ifElse.case, ...ifElse.other];
  return [...cases.flatMap((block) => (block?.thenNode === undefined ? [] : [block.thenNode])), ...rest];
}

/** Outputs that every node inside a branch gives; undefined, with problems reported, when they cannot be told. */
export function branchOutputs(scope: Scope, node: Node, branch: BranchNode): Variables | undefined {
  const { ifElse } = branch;
  if (ifElse === undefined) report(scope, "ValueRequired", node.id, "Value required [Branch.IfElse].");
  if (ifElse === undefined || ifElse.default.case === undefined) {
    report(
      scope,
      "BranchNodeHasNoDefault",
      node.id,
      "Branch Node must have either the else case set or a default error.",
    );
  }
  const conditions =
    ifElse === undefined ? [undefined] : [ifElse.case, ...ifElse.other].map((block) => block?.condition);
  if (conditions.some((condition) => !isComplete(condition))) {
    report(scope, "BranchNodeHasNoCondition", node.id, "One of the branches on the node doesn't have a condition.");
  }
  const interfaces = innerNodes(branch).map((inner) => ({ id: inner.id, outputs: interfaceOf(scope, inner)?.outputs }));
  const [first, ...others] = interfaces;
  if (first?.outputs === undefined) return undefined;
  let common = Object.entries(first.outputs);
  let agree = true;
  for (const { id, outputs } of others) {
    if (outputs === undefined) return undefined;
    common = common.filter(([name]) => name in outputs);
    for (const [name, { type }] of common) {
      const other = outputs[name]?.type;
      if (type === undefined || other === undefined || castableEither(type, other)) continue;
      reportMismatch(scope, id, name, [type, other]);
      agree = false;
    }
  }
  if (agree) return Object.fromEntries(common);
  for (const { var: name } of node.inputs) report(scope, "ValueRequired", node.id, `Value required [${name}].`);
  return undefined;
}

function isComplete(condition: BooleanExpression | undefined): boolean {
  const { expr } = condition ?? { expr: { case: undefined } };
  if (expr.case !== "conjunction") return expr.case !== undefined;
  return isComplete(expr.value.leftExpression) && isComplete(expr.value.rightExpression);
}

/** Checks the questions of a branch against the branch node's own inputs. */
export function checkConditions(scope: Scope, node: Node, { ifElse }: BranchNode): void {
  const inputs = interfaceOf(scope, node)?.inputs ?? {};
  for (const block of ifElse === undefined ? [] : [ifElse.case, ...ifElse.other]) {
    checkCondition(scope, node.id, block?.condition, inputs);
  }
}

function checkCondition(scope: Scope, node: string, condition: BooleanExpression | undefined, inputs: Variables): void {
  const { expr } = condition ?? { expr: { case: undefined } };
  if (expr.case === "conjunction") {
    checkCondition(scope, node, expr.value.leftExpression, inputs);
    checkCondition(scope, node, expr.value.rightExpression, inputs);
  }
  if (expr.case !== "comparison") return;
  const left = operandType(scope, node, ["LeftValue", expr.value.leftValue], inputs);
  const right = operandType(scope, node, ["RightValue", expr.value.rightValue], inputs);
  if (left !== undefined && right !== undefined && !castableEither(right, left)) {
    reportMismatch(scope, node, "RightValue", [right, left]);
  }
}

function operandType(
  scope: Scope,
  node: string,
  [side, operand]: readonly [string, Operand | undefined],
  inputs: Variables,
): LiteralType | undefined {
  const val = operand?.val;
  if (val?.case === "var") {
    const type = inputs[val.value]?.type;
    if (type === undefined) {
      report(scope, "VariableNameNotFound", node, `Variable [${val.value}] not found on node [${node}].`);
    }
    return type;
  }
  if (val?.case === "primitive") {
    const scalar = { case: "scalar", value: { value: val } } as const;
    return typeOfLiteral(create(LiteralSchema, { value: scalar }));
  }
  report(scope, "ValueRequired", node, `Value required [${operand === undefined ? side : `${side}.Val`}].`);
  return undefined;
}
