export type { Binding, Bindings, Condition, Operand } from "./binding.js";
export type { Dag, FailurePolicy, LaunchPlanRef, Plan, Workflow } from "./dag.js";
export { keyOf } from "./key.js";
export type { Node, Target, TaskOverrides, TriggerRule } from "./node.js";
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
