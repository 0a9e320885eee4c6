import { failure } from "../../errors/index.js";
import { toMilliseconds } from "../../types/index.js";
import type { ExecutionError } from "../event.js";
import type { Cancellation } from "../run/cancellation.js";
import type { Clock } from "../run/clock.js";
import type { NodeContext } from "../run/context.js";
import { sayDuration, toGoDuration } from "../run/go-duration.js";
import { userError } from "../run/judge.js";
import { type Bounds, type Try, tryOnce } from "./try-once.js";

/** How a try is told of and from when its timeout counts. */
export interface Trying {
  readonly attempt?: number;
  /** Milliseconds since the epoch, where an earlier go began it; default: now. */
  readonly since?: number | undefined;
}

/** What bounds a try of a node: its cancellation, a timeout if one is set, and the run's grace period. */
export function boundsOf(
  { run, place, cancellation }: NodeContext,
  timeout: string | undefined,
  { attempt = 0, since }: Trying = {},
): Bounds {
  return {
    cancellation,
    stalled: () => failure("TASK_NEVER_SETTLES", { node: place.name }, { node: place.node, attempt, retryable: false }),
    timeout: timeout === undefined ? undefined : leftOf(run.clock, toMilliseconds(timeout), since),
    grace: run.grace,
    tooLate: () => tooLate({ place, timeout, attempt }),
  };
}

/** Runs what consists of nodes within the node's timeout; it settles by itself once cancelled, so it is waited for. */
export function withTimeout<T>(
  context: NodeContext,
  body: (cancellation: Cancellation) => Promise<T>,
): Promise<Try<T>> {
  const { stalled: _, ...bounds } = boundsOf(context, context.node.timeout, { since: runningSince(context) });
  return tryOnce(context.run.clock, { ...bounds, grace: Number.POSITIVE_INFINITY }, body);
}

/** When an earlier go began to run the node, in milliseconds since the epoch. */
export function runningSince({ run, place, inputs }: NodeContext): number | undefined {
  return run.prior?.node(place.node, () => inputs)?.runningAt;
}

/** What is left of a time, in milliseconds; a clock that was set back gives nobody more than the whole. */
export function leftOf(clock: Clock, whole: number, since: number | undefined): number {
  return since === undefined ? whole : Math.max(0, whole - Math.max(0, clock.now() - since));
}

/** Flyte's error for a node or an attempt that took too long; what it stands for is thrown here. */
export function timeoutError(
  { place, node: { target } }: NodeContext,
  timeout: string | undefined,
  attempt?: number,
): ExecutionError {
  const expired = toGoDuration(timeout === undefined ? 0 : toMilliseconds(timeout));
  const isGate = target.kind === "signal" || target.kind === "approve";
  const thrown = isGate
    ? failure("GATE_TIMED_OUT", { gate: place.name, timeout: said(timeout) }, { node: place.node, retryable: false })
    : tooLate({ place, timeout, attempt });
  return userError("TimeoutExpired", `task execution timeout [${expired}] expired`, thrown);
}

/**
 * The error of a node that has no attempts and took too long. Where limits are about nodes it is told as Flyte's executor tells it, for
 * which such a node has one attempt.
 */
export function nodeTimeoutError(context: NodeContext): ExecutionError {
  const error = timeoutError(context, context.node.timeout);
  if (context.run.limits === "attempts") return error;
  const message = `[1/1] currentAttempt done. Last Error: ${error.kind}::${error.message}`;
  return { ...error, code: `RetriesExhausted|${error.code}`, message };
}

function said(timeout: string | undefined): string {
  return timeout === undefined ? "" : sayDuration(timeout);
}

function tooLate({
  place,
  timeout,
  attempt,
}: Pick<NodeContext, "place"> & { readonly timeout: string | undefined; readonly attempt: number | undefined }) {
  return failure("TASK_TIMED_OUT", { node: place.name, timeout: said(timeout) }, { node: place.node, attempt });
}
