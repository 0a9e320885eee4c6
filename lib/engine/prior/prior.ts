import type { Dag, LaunchPlanRef, Task } from "../../dag/index.js";
import type { Literals } from "../../types/index.js";
import type { ExecutionError } from "../event.js";
import type { NodeEnd } from "../run/context.js";
import type { Happening } from "../run/recorder.js";
import type { Outside, TaskOutcome } from "../runner.js";

/**
 * What an earlier go of the same Dag left behind, asked by the unique ids of nodes; {@link priorOf} makes it from events. With
 * it, nodes that have ended are not run again, and everything else goes on from where its events ended.
 */
export interface Prior {
  /** Number of the next event. */
  readonly next: number;
  /** When the run began, in milliseconds since the epoch; absent when it had not. Its timeout counts from here. */
  readonly startedAt?: number;
  /** Why the run was being aborted when the earlier go ended. */
  readonly aborting?: unknown;
  /** Unique ids that stand for something longer, with what they stand for. */
  readonly ids: ReadonlyMap<string, string>;
  /** Whether this has been told already, so that it is not told again. */
  told(happening: Happening): boolean;
  /** A node that had been entered. `inputs` gives what it would get now. */
  node(id: string, inputs: () => Literals): PriorNode | undefined;
  /**
   * Outputs that a node had in another run, whose history this is or that an earlier go recovered: nothing else is taken
   * over, and the node is told as RECOVERED. Flyte's recovery mode.
   */
  recovered?(id: string, inputs: () => Literals): Literals | undefined;
  /** The work that a task decided on in another run, where that work was not done: it is gone on with, and the task does not run again. */
  decided?(id: string): Dag | undefined;
  /** What a node that runs anew has outside from before, as long as nobody has seen its end. */
  superseded(id: string): readonly Superseded[];
  /** Number of the first attempt of a node that runs anew; undefined for one that goes on. */
  anew(id: string): number | undefined;
  /** The attempts of a node, or of one element of a mapped step. */
  work(id: string, element?: number): PriorWork | undefined;
}

/** A node that had been entered. */
export interface PriorNode {
  /** How it ended; absent for one that was in flight. */
  readonly end?: NodeEnd;
  /** Position of its end in the history. */
  readonly endedAt?: number;
  /** When it was queued, in milliseconds since the epoch: the time of the whole node counts from there. */
  readonly queuedAt?: number;
  /** When it began to run, in milliseconds since the epoch: sleeps and timeouts of what has no attempts count from here. */
  readonly runningAt?: number;
}

/** What a step has outside that was defined otherwise. */
export interface Superseded {
  /** What it ran then. */
  readonly target: Task | LaunchPlanRef;
  readonly attempt: number;
  readonly outside: Outside;
}

/** Attempts that had been made. */
export interface PriorWork {
  /** Number of the attempt that comes next. */
  readonly attempt: number;
  /** The attempt that was in flight; it is told as ABORTED and uses up nobody's retries. */
  readonly lost?: number;
  /** Retries that failures have used up. */
  readonly spent: { readonly user: number; readonly system: number };
  /** When the next attempt may start, in milliseconds since the epoch. */
  readonly retryAt?: number;
  /** What the last attempt that named something outside left there. */
  readonly outside?: Outside;
  /** The outcome, where an attempt had succeeded. */
  readonly done?: { readonly outcome: TaskOutcome; readonly attempt: number };
  /** The failure, where no attempt may follow. */
  readonly failed?: ExecutionError;
}
