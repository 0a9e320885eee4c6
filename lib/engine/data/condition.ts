import type { Condition, Operand } from "../../dag/index.js";
import { type Literal, type Literals, toMilliseconds } from "../../types/index.js";

/** A condition that cannot be answered: values of different kinds, or of a kind that has no order. */
export class ConditionProblem extends Error {}

/** Answers a condition over the inputs of its branch node. Fails with a {@link ConditionProblem}. */
export function holds(condition: Condition, inputs: Literals): boolean {
  switch (condition.kind) {
    case "and":
      return holds(condition.left, inputs) && holds(condition.right, inputs);
    case "or":
      return holds(condition.left, inputs) || holds(condition.right, inputs);
    case "comparison":
      return compare(condition, inputs);
  }
}

type Comparison = Extract<Condition, { kind: "comparison" }>;
type Comparable = bigint | number | string | boolean;

function compare({ operator, left, right }: Comparison, inputs: Literals): boolean {
  const [a, b] = [valueAt(left, inputs), valueAt(right, inputs)];
  if (a.kind !== b.kind) throw new ConditionProblem(`${a.kind} cannot be compared with ${b.kind}`);
  if (a.kind === "bool" && operator !== "eq" && operator !== "ne") {
    throw new ConditionProblem(`bool has no order, so ${operator} cannot be asked`);
  }
  const [x, y] = [comparable(a), comparable(b)];
  switch (operator) {
    case "eq":
      return x === y;
    case "ne":
      return x !== y;
    case "gt":
      return x > y;
    case "gte":
      return x >= y;
    case "lt":
      return x < y;
    case "lte":
      return x <= y;
  }
}

function valueAt(operand: Operand, inputs: Literals): Literal {
  if (operand.kind === "literal") return bare(operand.literal);
  const value = inputs[operand.name];
  if (value === undefined) throw new ConditionProblem(`the branch has no input ${operand.name}`);
  return bare(value);
}

function bare(literal: Literal): Literal {
  return literal.kind === "union" ? bare(literal.value) : literal;
}

// Flyte compares points and lengths of time by whole seconds.
function comparable(literal: Literal): Comparable {
  switch (literal.kind) {
    case "int":
      return BigInt(literal.value);
    case "float":
      return Number(literal.value);
    case "string":
    case "bool":
      return literal.value;
    case "datetime":
      return Math.floor(Date.parse(literal.value) / 1000);
    case "duration":
      return Math.trunc(toMilliseconds(literal.value) / 1000);
    default:
      throw new ConditionProblem(`${literal.kind} cannot be compared`);
  }
}
