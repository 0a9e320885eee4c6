export { kebab } from "./kebab.js";
export { runTask } from "./run-task.js";
export {
  type AnyTaskClass,
  type BackoffOptions,
  type CacheOptions,
  Task,
  type TaskOptions,
  type TaskRecord,
  taskOf,
} from "./task.js";
export type { Checkpoint, Logger, ShellOptions, ShellResult, TaskContext } from "./task-context.js";
