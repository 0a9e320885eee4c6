/** Phases of a run; Flyte's `WorkflowExecution.Phase`. */
export type RunPhase =
  | "QUEUED"
  | "RUNNING"
  | "SUCCEEDING"
  | "SUCCEEDED"
  | "FAILING"
  | "FAILED"
  | "ABORTING"
  | "ABORTED"
  | "TIMED_OUT";

/** Phases of a node; Flyte's `NodeExecution.Phase`. */
export type NodePhase =
  | "QUEUED"
  | "RUNNING"
  | "SUCCEEDED"
  | "FAILING"
  | "FAILED"
  | "ABORTED"
  | "SKIPPED"
  | "TIMED_OUT"
  | "DYNAMIC_RUNNING"
  | "RECOVERED";

/** Phases of one attempt of a task; Flyte's `TaskExecution.Phase`. */
export type TaskPhase =
  | "QUEUED"
  | "INITIALIZING"
  | "WAITING_FOR_RESOURCES"
  | "RUNNING"
  | "SUCCEEDED"
  | "FAILED"
  | "RETRYABLE_FAILED"
  | "ABORTED";

/** What became of the cache lookup of a node; Flyte's `CatalogCacheStatus`. */
export type CacheStatus =
  | "DISABLED"
  | "MISS"
  | "HIT"
  | "POPULATED"
  | "LOOKUP_FAILURE"
  | "PUT_FAILURE"
  | "SKIPPED"
  | "EVICTED";
