import type { Dag, LaunchPlanRef, Node, Task } from "../dag/index.js";
import type { Literal, Literals } from "../types/index.js";
import type { ExecutionError } from "./event.js";

/** One try at running a node. */
export interface Attempt {
  /** Name of the run this belongs to. */
  readonly run: string;
  readonly node: Node;
  /** Id of the node that is unique in the whole run; Flyte's `NodeExecutionIdentifier.node_id`. */
  readonly nodeId: string;
  /** Names of the steps from the outermost workflow inwards, for people. */
  readonly path: readonly string[];
  /** Counted from 0. */
  readonly attempt: number;
  /** Whether no further attempt follows when this one fails. */
  readonly last: boolean;
  /** Position in a mapped step, whose unique id is `node`, with the inputs before they were cut into elements. */
  readonly element?: {
    readonly node: string;
    readonly index: number;
    readonly size: number;
    readonly inputs: Literals;
  };
  /**
   * What the last attempt that claimed a name outside, or reported one, left there, perhaps in a process that is gone: an attempt may go on
   * with it instead of starting its like.
   */
  readonly outside?: Outside;
  /** Fires when the attempt must end: aborted, timed out, or a sibling failed. Its `reason` says why. */
  readonly signal: AbortSignal;
  /**
   * Reports what people see while it runs; each call is an event. Where it returns a promise, the event is kept once that
   * resolves: who claims a name before it is used is sure to find it again.
   */
  report(progress: TaskProgress): void | Promise<void>;
}

/** Work of an attempt outside of this process. */
export interface Outside {
  /** The name that was claimed or reported. */
  readonly id: string;
  /** When the attempt began that named it, in milliseconds since the epoch. */
  readonly since: number;
  /** How that attempt ended; absent when nobody saw its end, since the process was gone. */
  readonly error?: ExecutionError;
  /** The name before it, whose work had ended without success. */
  readonly after?: string;
}

/** What an attempt tells while it runs. */
export interface TaskProgress {
  readonly phase?: "QUEUED" | "INITIALIZING" | "WAITING_FOR_RESOURCES" | "RUNNING";
  readonly reason?: string;
  readonly logs?: readonly { readonly name: string; readonly uri: string }[];
  /** Name that the attempt has outside: a remote execution, a process. */
  readonly externalId?: string;
  /** The name that something outside is about to be given: told before, so that it is found again whatever happens. */
  readonly claims?: string;
  /** From 0 to 1. */
  readonly fraction?: number;
}

/** What a successful attempt leaves. */
export interface TaskOutcome {
  readonly outputs: Literals;
  /** Whether the body asks for the node to be skipped, as a sensor that fails softly does. */
  readonly skipped?: boolean;
  readonly deckUri?: string;
  /** More work that the task decided on; its outputs are the node's. */
  readonly dynamic?: Dag;
}

/**
 * Finds and runs the code behind a Dag. A failure is a thrown `TaskError`; anything else thrown counts as a user error
 * that a retry may help, except a `ValidationError` or `DefinitionError`, which no retry helps.
 */
export interface Runner {
  run(task: Task, inputs: Literals, attempt: Attempt): Promise<TaskOutcome>;
  /**
   * Whether it reports itself when the attempts of a task initialize and run; else they are told as RUNNING as soon as
   * they have a place.
   */
  tellsPhases?(task: Task): boolean;
  /** Starts a launch plan's execution and waits for its end. */
  launch?(plan: LaunchPlanRef, inputs: Literals, attempt: Attempt): Promise<TaskOutcome>;
  /**
   * Ends what an attempt may have left outside, where no further attempt goes on with it: it lost sight of it, or its process
   * ended before it did. `attempt.outside.error` tells which.
   */
  abandon?(
    target: Task | LaunchPlanRef,
    attempt: Attempt & { readonly outside: Outside },
    cause: string,
  ): Promise<void>;
  /** Waits until somebody has given the signal its value. */
  awaitSignal?(signal: string, attempt: Attempt): Promise<Literal>;
}
