export type { Binding, Bindings, Condition, Operand } from "./binding.js";
export { canonical } from "./canonical.js";
export { check } from "./check/check.js";
export type { Dag, FailurePolicy, LaunchPlanRef, Plan, Workflow } from "./dag.js";
export { digest, versionOf } from "./digest.js";
export { freeze } from "./freeze.js";
export { keyOf } from "./key.js";
export type { Node, Target, TaskOverrides, TriggerRule } from "./node.js";
export { order } from "./order.js";
export { quantityProblem, readQuantity } from "./quantity.js";
export type {
  Backoff,
  CacheRule,
  Container,
  EntityRef,
  Isolation,
  ResourceAmounts,
  Resources,
  SecretRequest,
  Security,
  Task,
} from "./task.js";
