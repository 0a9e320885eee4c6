export { type CacheEntry, memoryCache, type OutputCache } from "./cache/output-cache.js";
export type { Event, ExecutionError, NodeEvent, RunEvent, TaskEvent } from "./event.js";
export { type ExecuteOptions, execute, type RunOutcome } from "./execute.js";
export type { CacheStatus, NodePhase, RunPhase, TaskPhase } from "./phase.js";
export type { Clock } from "./run/clock.js";
export { createUniqueIds } from "./run/unique-id.js";
export type { Attempt, Runner, TaskOutcome, TaskProgress } from "./runner.js";
