import type { BooleanExpression, Operand } from "../../../lib/idl/gen/flyteidl/core/condition_pb.js";
import type { LiteralType } from "../../../lib/idl/gen/flyteidl/core/types_pb.js";
import type { Node } from "../../../lib/idl/gen/flyteidl/core/workflow_pb.js";
import { reportMismatch } from "./bindings.js";
import { typeOfPrimitive } from "./literal-type.js";
import { isSound, report, required, type Scope } from "./scope.js";
import { typeText } from "./types.js";

/** Checks a question of a branch against the branch node's own inputs. */
export function checkCondition(scope: Scope, node: Node, condition: BooleanExpression | undefined): void {
  if (condition === undefined) {
    const text = "One of the branches on the node doesn't have a condition.";
    report(scope, "BranchNodeHasNoCondition", node.id, text);
    return;
  }
  const { expr } = condition;
  if (expr.case === undefined) required(scope, node.id, "Expr");
  if (expr.case === "conjunction") {
    checkCondition(scope, node, expr.value.leftExpression);
    checkCondition(scope, node, expr.value.rightExpression);
  }
  if (expr.case !== "comparison") return;
  const { leftValue, rightValue } = expr.value;
  let [left, right]: (LiteralType | undefined)[] = [];
  const sound = isSound(scope, () => {
    right = operandType(scope, node, "RightValue", rightValue);
    left = operandType(scope, node, "LeftValue", leftValue);
  });
  if (!sound || left === undefined || right === undefined || typeText(left) === typeText(right)) return;
  reportMismatch(scope, node.id, "RightValue", [right, left]);
}

function operandType(scope: Scope, node: Node, side: string, operand: Operand | undefined): LiteralType | undefined {
  if (operand === undefined) required(scope, node.id, side);
  const val = operand?.val;
  if (val?.case === "primitive") return typeOfPrimitive(val.value);
  if (operand === undefined) return undefined;
  if (val?.case !== "var" || val.value === "") {
    required(scope, node.id, `${side}.Val`);
    return undefined;
  }
  const found = scope.interfaces.get(node);
  if (found === undefined) {
    required(scope, node.id, val.value);
    return undefined;
  }
  if (Object.hasOwn(found.inputs, val.value)) return found.inputs[val.value]?.type;
  // One that is bound, and not of a known type, goes with everything.
  if (!node.inputs.some(({ var: name }) => name === val.value)) {
    report(scope, "VariableNameNotFound", node.id, `Variable [${val.value}] not found on node [${node.id}].`);
  }
  return undefined;
}
