export type { Event, ExecutionError, NodeEvent, RunEvent, TaskEvent } from "./event.js";
export type { CacheStatus, NodePhase, RunPhase, TaskPhase } from "./phase.js";
export type { Attempt, Runner, TaskOutcome, TaskProgress } from "./runner.js";
