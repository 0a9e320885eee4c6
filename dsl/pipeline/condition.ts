import type { Duration } from "../../lib/types/index.js";
import type { Ref } from "./bindings.js";

type Comparable = number | bigint | string | boolean | Date | Duration;
type Ordered = number | bigint | string | Date | Duration;

/** How two sides are compared. */
export type Operator = "eq" | "ne" | "gt" | "gte" | "lt" | "lte";

/** A question about refs that the run answers; data, so that it deploys. */
export type Condition =
  | { readonly kind: "comparison"; readonly operator: Operator; readonly left: unknown; readonly right: unknown }
  | { readonly kind: "and" | "or"; readonly conditions: readonly Question[] }
  | { readonly kind: "not"; readonly condition: Question };

/** A condition, or a ref of yes or no. */
export type Question = Condition | Ref<boolean>;

/** Whether both sides are equal. */
export function eq<T extends Comparable>(left: Ref<T>, right: NoInfer<T> | Ref<NoInfer<T>>): Condition {
  return compare("eq", left, right);
}

/** Whether the sides differ. */
export function ne<T extends Comparable>(left: Ref<T>, right: NoInfer<T> | Ref<NoInfer<T>>): Condition {
  return compare("ne", left, right);
}

/** Whether the left side is greater. */
export function gt<T extends Ordered>(left: Ref<T>, right: NoInfer<T> | Ref<NoInfer<T>>): Condition {
  return compare("gt", left, right);
}

/** Whether the left side is greater or equal. */
export function gte<T extends Ordered>(left: Ref<T>, right: NoInfer<T> | Ref<NoInfer<T>>): Condition {
  return compare("gte", left, right);
}

/** Whether the left side is less. */
export function lt<T extends Ordered>(left: Ref<T>, right: NoInfer<T> | Ref<NoInfer<T>>): Condition {
  return compare("lt", left, right);
}

/** Whether the left side is less or equal. */
export function lte<T extends Ordered>(left: Ref<T>, right: NoInfer<T> | Ref<NoInfer<T>>): Condition {
  return compare("lte", left, right);
}

/** Whether all of the questions are answered with yes. */
export function and(...conditions: readonly [Question, Question, ...Question[]]): Condition {
  return { kind: "and", conditions };
}

/** Whether any of the questions is answered with yes. */
export function or(...conditions: readonly [Question, Question, ...Question[]]): Condition {
  return { kind: "or", conditions };
}

/** Whether the question is answered with no. */
export function not(condition: Question): Condition {
  return { kind: "not", condition };
}

function compare(operator: Operator, left: unknown, right: unknown): Condition {
  return { kind: "comparison", operator, left, right };
}
