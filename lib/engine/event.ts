import type { Dag } from "../dag/index.js";
import type { CacheEntry } from "./cache/output-cache.js";
import type { Literals } from "../types/index.js";
import type { CacheStatus, NodePhase, RunPhase, TaskPhase } from "./phase.js";
import type { TaskProgress } from "./runner.js";

/** Why something failed, as it is told across a border; Flyte's `ExecutionError`. */
export interface ExecutionError {
  readonly code: string;
  readonly message: string;
  readonly kind: "USER" | "SYSTEM" | "UNKNOWN";
  /** When it failed, as its own process says; RFC 3339. */
  readonly timestamp?: string;
  /** What was thrown, here or, made anew with its causes, where a journal kept it; absent when it came from a wire. */
  readonly thrown?: unknown;
}

interface Stamp {
  readonly run: string;
  /** Position in the run's history, from 0 without gaps. */
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** A run changed its phase. */
export interface RunEvent extends Stamp {
  readonly kind: "run";
  readonly phase: RunPhase;
  readonly inputs?: Literals;
  readonly outputs?: Literals;
  readonly error?: ExecutionError;
  /** Who or what asked for the end of an aborted run. */
  readonly cause?: string;
  /** The same as it was given, where that was an error of ours. */
  readonly reason?: unknown;
}

/** A node changed its phase. */
export interface NodeEvent extends Stamp {
  readonly kind: "node";
  readonly phase: NodePhase;
  /** Unique in the run. */
  readonly node: string;
  /** Its id in the workflow that holds it; Flyte's `spec_node_id`. */
  readonly specNode: string;
  readonly name: string;
  readonly path: readonly string[];
  /** Unique id of the node that holds it; absent at the top. */
  readonly parent?: string;
  /** Attempt of the parent; Flyte's `retry_group`. */
  readonly retryGroup?: string;
  readonly isParent?: boolean;
  readonly isDynamic?: boolean;
  readonly isArray?: boolean;
  readonly inputs?: Literals;
  readonly outputs?: Literals;
  readonly error?: ExecutionError;
  readonly cache?: CacheStatus;
  /** Where outputs that the cache held come from. */
  readonly source?: Pick<CacheEntry, "task" | "run" | "node" | "attempt">;
  /** Digest that the cache looks the outputs up by. */
  readonly cacheKey?: string;
  readonly deckUri?: string;
  /** Name of the execution that a launch-plan node started. */
  readonly launched?: string;
  /** The work that the task of the node decided on. */
  readonly dynamic?: Dag;
  /** Name of the execution that a launch-plan node is about to start. */
  readonly claims?: string;
  /** The attempt of a launch plan's execution that failed, where another one follows. */
  readonly attempt?: number;
  /** Milliseconds until that next attempt. */
  readonly retryIn?: number;
}

/** An attempt of a task changed its phase, or told something. */
export interface TaskEvent extends Stamp {
  readonly kind: "task";
  readonly phase: TaskPhase;
  readonly node: string;
  /** Key of the task in the Dag. */
  readonly task: string;
  /** Counted from 0. */
  readonly attempt: number;
  /** Index in a mapped step. */
  readonly element?: number;
  readonly outputs?: Literals;
  /** Whether the body asked for the node to be skipped. */
  readonly skipped?: boolean;
  readonly deckUri?: string;
  /** More work that the task decided on. */
  readonly dynamic?: Dag;
  readonly error?: ExecutionError;
  /** How the work as a whole failed, when no attempt follows. */
  readonly final?: ExecutionError;
  /** Whether it was in flight when the process of an earlier go ended; that uses up nobody's retries. */
  readonly lost?: boolean;
  readonly progress?: TaskProgress;
  /** What became of the cache lookup of an element; that of a whole node is in its own events. */
  readonly cache?: CacheStatus;
  /** Milliseconds until the next attempt, when one follows. */
  readonly retryIn?: number;
}

/** Everything that happens in a run, in order: what a journal keeps and what progress views, consoles and tests read. */
export type Event = RunEvent | NodeEvent | TaskEvent;
