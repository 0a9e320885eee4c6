import { create } from "@bufbuild/protobuf";
import type { BooleanExpression, Operand } from "../../../lib/idl/gen/flyteidl/core/condition_pb.js";
import { LiteralSchema } from "../../../lib/idl/gen/flyteidl/core/literals_pb.js";
import type { LiteralType } from "../../../lib/idl/gen/flyteidl/core/types_pb.js";
import type { BranchNode, Node } from "../../../lib/idl/gen/flyteidl/core/workflow_pb.js";
import { reportMismatch } from "./bindings.js";
import { interfaceOf } from "./node-interface.js";
import { report, type Scope, type Variables } from "./scope.js";
import { typeOfLiteral, typeText } from "./types.js";

/** Nodes inside a branch, in written order: those of its cases, then the one for the rest. */
export function innerNodes({ ifElse }: BranchNode): readonly Node[] {
  const rest = ifElse?.default.case === "elseNode" ? [ifElse.default.value] : [];
  const cases = ifElse === undefined ? [] : [ifElse.case, ...ifElse.other];
  return [...cases.flatMap((block) => (block?.thenNode === undefined ? [] : [block.thenNode])), ...rest];
}

/** Outputs that every node inside a branch gives; undefined, with problems reported, when they cannot be told. */
export function branchOutputs(scope: Scope, node: Node, { ifElse }: BranchNode): Variables | undefined {
  const required = (field: string) => report(scope, "ValueRequired", node.id, `Value required [${field}].`);
  if (ifElse === undefined) required("Branch.IfElse");
  else if (ifElse.case === undefined) required("Branch.IfElse.Case");
  else if (ifElse.case.thenNode === undefined) required("Branch.IfElse.Case.ThenNode");
  if (ifElse?.case?.thenNode === undefined) return undefined;
  const before = scope.problems.length;
  if (ifElse.other.some(({ thenNode }) => thenNode === undefined)) required("IfElse.Case.ThenNode");
  let common: Variables | undefined;
  for (const inner of innerNodes({ ifElse } as BranchNode)) {
    const outputs = interfaceOf(scope, inner)?.outputs;
    if (outputs === undefined) continue;
    common = common === undefined ? outputs : agreeing(scope, inner.id, [common, outputs]);
  }
  return scope.problems.length > before ? undefined : common;
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

/** Checks the questions of a branch against the branch node's own inputs. */
export function checkConditions(scope: Scope, node: Node, { ifElse }: BranchNode): void {
  const inputs = scope.interfaces.get(node.id)?.inputs;
  const none = "One of the branches on the node doesn't have a condition.";
  if (ifElse?.case === undefined) report(scope, "BranchNodeHasNoCondition", node.id, none);
  for (const block of [ifElse?.case, ...(ifElse?.other ?? [])]) {
    if (block === undefined) continue;
    checkCondition(scope, node.id, block.condition, inputs);
    if (block.thenNode === undefined) report(scope, "BranchNodeIdNotFound", node.id, "BranchNode not assigned");
  }
  if (ifElse?.default.case !== undefined) return;
  const text = "Branch Node must have either the else case set or a default error.";
  report(scope, "BranchNodeHasNoDefault", node.id, text);
}

type Condition = BooleanExpression | undefined;

function checkCondition(scope: Scope, node: string, condition: Condition, inputs: Variables | undefined): void {
  if (condition === undefined) {
    const text = "One of the branches on the node doesn't have a condition.";
    report(scope, "BranchNodeHasNoCondition", node, text);
    return;
  }
  const { expr } = condition;
  if (expr.case === undefined) report(scope, "ValueRequired", node, "Value required [Expr].");
  if (expr.case === "conjunction") {
    checkCondition(scope, node, expr.value.leftExpression, inputs);
    checkCondition(scope, node, expr.value.rightExpression, inputs);
  }
  if (expr.case !== "comparison") return;
  const left = operandType(scope, node, ["LeftValue", expr.value.leftValue], inputs);
  const right = operandType(scope, node, ["RightValue", expr.value.rightValue], inputs);
  if (left === undefined || right === undefined || typeText(left) === typeText(right)) return;
  reportMismatch(scope, node, "RightValue", [right, left]);
}

function operandType(
  scope: Scope,
  node: string,
  [side, operand]: readonly [string, Operand | undefined],
  inputs: Variables | undefined,
): LiteralType | undefined {
  const val = operand?.val;
  if (val?.case === "var" && val.value !== "") {
    if (inputs === undefined) {
      report(scope, "ValueRequired", node, `Value required [${val.value}].`);
      return undefined;
    }
    const type = Object.hasOwn(inputs, val.value) ? inputs[val.value]?.type : undefined;
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
