export { type CacheEntry, memoryCache, type OutputCache } from "./cache/output-cache.js";
export type { Event, ExecutionError, NodeEvent, RunEvent, TaskEvent } from "./event.js";
export { type ExecuteOptions, execute, type RunOutcome } from "./execute.js";
export type { CacheStatus, NodePhase, RunPhase, TaskPhase } from "./phase.js";
export type { Clock } from "./run/clock.js";
export { priorOf, type KeptNode, type PriorOptions } from "./prior/prior-of.js";
export type { Prior, PriorNode, PriorWork } from "./prior/prior.js";
export { createUniqueIds, fixedLengthId } from "./run/unique-id.js";
export type { Attempt, Outside, Runner, TaskOutcome, TaskProgress } from "./runner.js";
