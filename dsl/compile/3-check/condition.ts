import type { Binding, Condition, Operand } from "../../../lib/dag/index.js";
import { failure, ValidationError } from "../../../lib/errors/index.js";
import { describeType, type FlowType, isAssignable, toLiteral } from "../../../lib/types/index.js";
import type { Operator, Question } from "../../pipeline/index.js";
import { type Source, sourceOf } from "../2-trace/ref.js";
import type { Traced } from "../2-trace/scope.js";
import { promiseOf } from "./promise.js";
import type { Site } from "./site.js";

/** A question as the Dag has it, with the bindings of what it looks at. */
export interface Asked {
  readonly condition: Condition;
  readonly inputs: Readonly<Record<string, Binding>>;
}

/** Turns a question into a condition over the inputs of its node; `undefined` where it cannot be asked, which is reported. */
export function ask(question: Question, step: Traced, site: Site): Asked | undefined {
  const inputs: Record<string, Binding> = {};
  const refuse = (why: string): undefined => {
    const more = { path: `${site.pipeline}.${step.id}`, at: step.place.locate() };
    site.compilation.report(failure("STEP_CONDITION_REFUSED", { step: step.id, why }, more));
  };
  const condition = translate(question, false, { site, inputs, refuse });
  return condition === undefined ? undefined : { condition, inputs };
}

interface Asking {
  readonly site: Site;
  readonly inputs: Record<string, Binding>;
  refuse(why: string): undefined;
}

type Turn = Readonly<Record<Operator, Operator>>;
const opposite: Turn = { eq: "ne", ne: "eq", gt: "lte", gte: "lt", lt: "gte", lte: "gt" };
const mirrored: Turn = { eq: "eq", ne: "ne", gt: "lt", gte: "lte", lt: "gt", lte: "gte" };

// Flyte knows no negation: it is moved inwards until it turns a comparison round.
function translate(question: Question, negated: boolean, asking: Asking): Condition | undefined {
  const source = sourceOf(question);
  if (source === "broken") return undefined;
  if (source !== undefined) return compare({ operator: "eq", left: question, right: !negated }, asking);
  if (typeof question !== "object" || question === null || !("kind" in question)) {
    return asking.refuse("it is no condition");
  }
  if (question.kind === "not") return translate(question.condition, !negated, asking);
  if (question.kind === "comparison") {
    const operator = negated ? opposite[question.operator] : question.operator;
    return compare({ ...question, operator }, asking);
  }
  const kind = negated === (question.kind === "and") ? "or" : "and";
  const parts = question.conditions.map((part) => translate(part, negated, asking));
  return parts.reduce((left, right) => (left === undefined || right === undefined ? undefined : { kind, left, right }));
}

interface Comparison {
  readonly operator: Operator;
  readonly left: unknown;
  readonly right: unknown;
}

function compare({ operator, left, right }: Comparison, asking: Asking): Condition | undefined {
  const [one, other] = [sourceOf(left), sourceOf(right)];
  if (one === "broken" || other === "broken") return undefined;
  if (one === undefined && other === undefined) return asking.refuse("it compares two constants");
  if (one === undefined) return compare({ operator: mirrored[operator], left: right, right: left }, asking);
  if (!isComparable(one.type)) return asking.refuse(`${one.label} is ${describeType(one.type)}`);
  if (one.type.kind === "bool" && operator !== "eq" && operator !== "ne") {
    return asking.refuse(`${one.label} is yes or no, which has no order`);
  }
  const first = operandOf(one, asking);
  const second = other === undefined ? constantOf(right, one, asking) : likeOf(one, other, asking);
  if (first === undefined || second === undefined) return undefined;
  return { kind: "comparison", operator, left: first, right: second };
}

function isComparable({ kind }: FlowType): boolean {
  return ["int", "float", "string", "bool", "datetime", "duration", "enum"].includes(kind);
}

function likeOf(one: Source, other: Source, asking: Asking): Operand | undefined {
  if (isAssignable(one.type, other.type) || isAssignable(other.type, one.type)) return operandOf(other, asking);
  const [left, right] = [describeType(one.type), describeType(other.type)];
  return asking.refuse(`${one.label} is ${left}, but ${other.label} is ${right}`);
}

function operandOf(source: Source, { site, inputs, refuse }: Asking): Operand | undefined {
  const binding = promiseOf(source, site);
  if (binding === undefined) return refuse(`${source.label} belongs to one way of a condition`);
  // Named as flytekit names them, so that a branch that comes back from Flyte reads the same.
  const name = `${source.step?.id ?? ""}.${[source.output, ...source.path].join(".")}`;
  inputs[name] = binding;
  return { kind: "input", name };
}

function constantOf(value: unknown, { type, label }: Source, { refuse }: Asking): Operand | undefined {
  try {
    return { kind: "literal", literal: toLiteral(value, type) };
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return refuse(`${label} is compared with a constant, ${error.plainMessage}`);
  }
}
