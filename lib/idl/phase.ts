import { type EnumNames, enumNames } from "./enum-names.js";
import { CatalogCacheStatus as Cache } from "./gen/flyteidl/core/catalog_pb.js";
import {
  NodeExecution_Phase as Node,
  WorkflowExecution_Phase as Run,
  TaskExecution_Phase as Task,
} from "./gen/flyteidl/core/execution_pb.js";

// The engine's words, without importing it: the two meet only in the rooms above.
const run = enumNames("WorkflowExecution.Phase", {
  QUEUED: Run.QUEUED,
  RUNNING: Run.RUNNING,
  SUCCEEDING: Run.SUCCEEDING,
  SUCCEEDED: Run.SUCCEEDED,
  FAILING: Run.FAILING,
  FAILED: Run.FAILED,
  ABORTING: Run.ABORTING,
  ABORTED: Run.ABORTED,
  TIMED_OUT: Run.TIMED_OUT,
});
const node = enumNames("NodeExecution.Phase", {
  QUEUED: Node.QUEUED,
  RUNNING: Node.RUNNING,
  SUCCEEDED: Node.SUCCEEDED,
  FAILING: Node.FAILING,
  FAILED: Node.FAILED,
  ABORTED: Node.ABORTED,
  SKIPPED: Node.SKIPPED,
  TIMED_OUT: Node.TIMED_OUT,
  DYNAMIC_RUNNING: Node.DYNAMIC_RUNNING,
  RECOVERED: Node.RECOVERED,
});
const task = enumNames("TaskExecution.Phase", {
  QUEUED: Task.QUEUED,
  INITIALIZING: Task.INITIALIZING,
  WAITING_FOR_RESOURCES: Task.WAITING_FOR_RESOURCES,
  RUNNING: Task.RUNNING,
  SUCCEEDED: Task.SUCCEEDED,
  FAILED: Task.FAILED,
  RETRYABLE_FAILED: Task.RETRYABLE_FAILED,
  ABORTED: Task.ABORTED,
});
const cache = enumNames("CatalogCacheStatus", {
  DISABLED: Cache.CACHE_DISABLED,
  MISS: Cache.CACHE_MISS,
  HIT: Cache.CACHE_HIT,
  POPULATED: Cache.CACHE_POPULATED,
  LOOKUP_FAILURE: Cache.CACHE_LOOKUP_FAILURE,
  PUT_FAILURE: Cache.CACHE_PUT_FAILURE,
  SKIPPED: Cache.CACHE_SKIPPED,
  EVICTED: Cache.CACHE_EVICTED,
});

type WordOf<Names> = Names extends EnumNames<infer Word> ? Word : never;

/** A run's phase as the wire's number. */
export const encodeRunPhase = (phase: WordOf<typeof run>): Run => run.encode(phase);
/** The phase of a run; undefined while Flyte has not looked at it (`UNDEFINED`); WIRE_ENUM_UNKNOWN. */
export const decodeRunPhase = (phase: Run) => (phase === Run.UNDEFINED ? undefined : run.decode(phase));

/** A node's phase as the wire's number. */
export const encodeNodePhase = (phase: WordOf<typeof node>): Node => node.encode(phase);
/** The phase of a node; undefined for `UNDEFINED`; WIRE_ENUM_UNKNOWN. */
export const decodeNodePhase = (phase: Node) => (phase === Node.UNDEFINED ? undefined : node.decode(phase));

/** The phase of a task's attempt as the wire's number. */
export const encodeTaskPhase = (phase: WordOf<typeof task>): Task => task.encode(phase);
/** The phase of a task's attempt; undefined for `UNDEFINED`; WIRE_ENUM_UNKNOWN. */
export const decodeTaskPhase = (phase: Task) => (phase === Task.UNDEFINED ? undefined : task.decode(phase));

/** What became of a cache lookup as the wire's number. */
export const encodeCacheStatus = (status: WordOf<typeof cache>): Cache => cache.encode(status);
/** What became of a cache lookup; WIRE_ENUM_UNKNOWN. */
export const decodeCacheStatus = (status: Cache) => cache.decode(status);
