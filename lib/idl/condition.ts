import { create } from "@bufbuild/protobuf";
import type { Condition, Operand } from "../dag/index.js";
import { failure } from "../errors/index.js";
import type { Literal } from "../types/index.js";
import { enumNames } from "./enum-names.js";
import {
  type BooleanExpression,
  BooleanExpressionSchema,
  ComparisonExpression_Operator,
  ConjunctionExpression_LogicalOperator,
  type Operand as OperandMessage,
} from "./gen/flyteidl/core/condition_pb.js";
import { known, missing } from "./known.js";
import { decodePrimitive, encodePrimitive, isPrimitive } from "./primitive.js";
import { decodeScalar, encodeScalar } from "./scalar.js";
import { type EncodeOptions, refuseOnFlyte } from "./target-flyte.js";

const operators = enumNames("ComparisonExpression.operator", {
  eq: ComparisonExpression_Operator.EQ,
  ne: ComparisonExpression_Operator.NEQ,
  gt: ComparisonExpression_Operator.GT,
  gte: ComparisonExpression_Operator.GTE,
  lt: ComparisonExpression_Operator.LT,
  lte: ComparisonExpression_Operator.LTE,
});
const conjunctions = enumNames("ConjunctionExpression.operator", {
  and: ConjunctionExpression_LogicalOperator.AND,
  or: ConjunctionExpression_LogicalOperator.OR,
});

/** A condition of a branch as Flyte's `core.BooleanExpression`; NODE_UNSUPPORTED for what Flyte cannot compare. */
export function encodeCondition(condition: Condition, node: string, options: EncodeOptions): BooleanExpression {
  if (condition.kind === "comparison") {
    const value = {
      operator: operators.encode(condition.operator),
      leftValue: encodeOperand(condition.left, node, options),
      rightValue: encodeOperand(condition.right, node, options),
    };
    return create(BooleanExpressionSchema, { expr: { case: "comparison", value } });
  }
  const value = {
    operator: conjunctions.encode(condition.kind),
    leftExpression: encodeCondition(condition.left, node, options),
    rightExpression: encodeCondition(condition.right, node, options),
  };
  return create(BooleanExpressionSchema, { expr: { case: "conjunction", value } });
}

/** The condition of a `core.BooleanExpression`; WIRE_FIELD_MISSING where a side is not set. */
export function decodeCondition(message: BooleanExpression | undefined, node: string): Condition {
  const expr = message === undefined ? undefined : known(message, node).expr;
  switch (expr?.case) {
    case "comparison": {
      const { operator, leftValue, rightValue } = known(expr.value, node);
      return {
        kind: "comparison",
        operator: operators.decode(operator, node),
        left: decodeOperand(leftValue, node),
        right: decodeOperand(rightValue, node),
      };
    }
    case "conjunction": {
      const { operator, leftExpression, rightExpression } = known(expr.value, node);
      return {
        kind: conjunctions.decode(operator, node),
        left: decodeCondition(leftExpression, node),
        right: decodeCondition(rightExpression, node),
      };
    }
    default:
      return missing({ message: `branch ${node}`, field: "condition" }, node);
  }
}

function encodeOperand(operand: Operand, node: string, options: EncodeOptions): OperandMessage {
  return { $typeName: "flyteidl.core.Operand", val: operandValue(operand, node, options) };
}

function operandValue(operand: Operand, node: string, options: EncodeOptions): OperandMessage["val"] {
  if (operand.kind === "input") return { case: "var", value: operand.name };
  const { literal } = operand;
  // The field is deprecated, and the only one of the two that Flyte's compiler accepts.
  if (isPrimitive(literal)) return { case: "primitive", value: encodePrimitive(literal) };
  refuseOnFlyte(options, { node, feature: `a comparison with a ${literal.kind}` });
  return { case: "scalar", value: encodeScalar(scalar(literal, node)) };
}

function decodeOperand(message: OperandMessage | undefined, node: string): Operand {
  const val = message === undefined ? undefined : known(message, node).val;
  switch (val?.case) {
    case "var":
      return { kind: "input", name: val.value };
    case "primitive":
      return { kind: "literal", literal: decodePrimitive(known(val.value, node), node) };
    case "scalar":
      return { kind: "literal", literal: decodeScalar(val.value, node) };
    default:
      return missing({ message: `comparison of ${node}`, field: "operand" }, node);
  }
}

function scalar(literal: Literal, node: string) {
  if (literal.kind === "list" || literal.kind === "map" || literal.kind === "offloaded") {
    throw failure("NODE_UNSUPPORTED", { node, feature: `a comparison with a ${literal.kind}`, target: "Flyte" });
  }
  return literal;
}
