import type { TaskError } from "../../errors/index.js";
import type { ExecutionClosure } from "../../idl/gen/flyteidl/admin/execution_pb.js";
import { decodeRunPhase } from "../../idl/index.js";
import type { Literals } from "../../types/index.js";
import type { Backend } from "../backend.js";
import { callAdmin } from "../call/admin.js";
import { type Timer, machineTimer } from "../call/timer.js";
import { patiently } from "../call/retry.js";
import { outputsOf } from "./data.js";
import { type ExecutionId, nameOf } from "./execution.js";
import { executionUnknown } from "./execution-unknown.js";
import { failureOf } from "./failure-of.js";

/** Phase of a remote execution; undefined while Flyte has not yet looked at it. */
export type RemotePhase = ReturnType<typeof decodeRunPhase>;

/** How a remote execution ended. */
export interface RemoteOutcome {
  readonly phase: "SUCCEEDED" | "FAILED" | "ABORTED" | "TIMED_OUT";
  readonly outputs?: Literals;
  /** What went wrong, unless it succeeded. */
  readonly error?: TaskError;
  /** What was given as the reason of an abort. */
  readonly abortCause?: string;
}

/** How an execution is watched. */
export interface Watch {
  /** Stops the watching, with its reason; the execution goes on. */
  readonly signal?: AbortSignal | undefined;
  /** Told of each phase, the first one included. */
  onChange?(phase: RemotePhase): void;
  /** Milliseconds between looks, by milliseconds since the start; default {@link pollDelay}. */
  delay?(elapsed: number): number;
  /** Milliseconds that the backend may be out of reach; default 10 minutes. */
  readonly patience?: number;
  readonly clock?: Timer | undefined;
}

/**
 * Milliseconds until the next look at an execution that has run for so long: a tenth of that, so that no end is noticed
 * later than that part of the run, between 10 ms and 1 s.
 */
export function pollDelay(elapsed: number): number {
  return Math.min(1_000, Math.max(10, Math.round(elapsed / 10)));
}

/**
 * Waits for the end of an execution, whoever started it. A backend that is out of reach for a while is waited for. Fails
 * with `BACKEND_EXECUTION_UNKNOWN`, and with the last error when the patience is over; how the execution itself ended is
 * no failure.
 */
export async function watch(backend: Backend, id: ExecutionId, options: Watch = {}): Promise<RemoteOutcome> {
  const { signal, onChange, delay = pollDelay, patience = 600_000, clock = machineTimer } = options;
  const start = clock.now();
  let last: RemotePhase | null = null;
  for (;;) {
    const closure = await patiently(() => look(backend, id, signal), { forMs: patience, signal, clock });
    const phase = closure === undefined ? undefined : decodeRunPhase(closure.phase);
    if (phase !== last) onChange?.(phase);
    last = phase;
    if (closure !== undefined && isOver(phase)) return outcome(backend, id, { phase, closure, signal, clock });
    await clock.sleep(delay(clock.now() - start), signal);
  }
}

function isOver(phase: RemotePhase): phase is RemoteOutcome["phase"] {
  return phase === "SUCCEEDED" || phase === "FAILED" || phase === "ABORTED" || phase === "TIMED_OUT";
}

async function look(backend: Backend, id: ExecutionId, signal: AbortSignal | undefined) {
  const aims = { doing: `look at execution ${nameOf(id)}`, signal };
  try {
    return (await callAdmin(backend, aims, (admin, options) => admin.getExecution({ id }, options))).closure;
  } catch (error) {
    throw executionUnknown(backend, id, error);
  }
}

interface End {
  readonly phase: RemoteOutcome["phase"];
  readonly closure: ExecutionClosure;
  readonly signal: AbortSignal | undefined;
  readonly clock: Timer;
}

async function outcome(
  backend: Backend,
  id: ExecutionId,
  { phase, closure, signal, clock }: End,
): Promise<RemoteOutcome> {
  if (phase === "SUCCEEDED") return { phase, outputs: await outputsOf(backend, id, { signal, clock }) };
  const error = await failureOf(backend, id, { closure, signal });
  const { outputResult } = closure;
  if (outputResult.case !== "abortMetadata") return { phase, error };
  return { phase, error, abortCause: outputResult.value.cause };
}
