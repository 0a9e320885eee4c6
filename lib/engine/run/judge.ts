import {
  BackendError,
  BugError,
  DefinitionError,
  FlytepathError,
  TaskError,
  ValidationError,
} from "../../errors/index.js";
import type { ExecutionError } from "../event.js";

/** What a failure means for the attempts that could follow. */
export interface Judgement {
  readonly error: ExecutionError;
  readonly retryable: boolean;
  /** Whose retries it uses up. */
  readonly origin: "user" | "system";
}

// Answers of a backend that another attempt may change; every other one is about what was asked.
const passing = new Set([
  "UNAVAILABLE",
  "DEADLINE_EXCEEDED",
  "INTERNAL",
  "UNKNOWN",
  "CANCELLED",
  "DATA_LOSS",
  "ABORTED",
]);

/** Turns anything that a body threw into what Flyte would report, and says whether a retry may help. */
export function judge(thrown: unknown): Judgement {
  if (isA(thrown, TaskError, "TaskError")) return judged(thrown, thrown.origin, thrown.retryable);
  if (isA(thrown, ValidationError, "ValidationError") || isA(thrown, DefinitionError, "DefinitionError")) {
    return judged(thrown, "user", false);
  }
  if (isA(thrown, BackendError, "BackendError")) {
    // Another attempt would find the same stranger.
    const isStranger = thrown.code === "BACKEND_NOT_FLYTE";
    const helps = !isStranger && (thrown.grpcCode === undefined || passing.has(thrown.grpcCode));
    return judged(thrown, helps ? "system" : "user", helps);
  }
  if (isA(thrown, BugError, "BugError")) return judged(thrown, "system", false);
  return judged(thrown, "user", true);
}

/** The reason of a cancellation as a sentence. */
export function textOf(reason: unknown): string {
  if (FlytepathError.is(reason)) return reason.plainMessage;
  return reason instanceof Error ? reason.message : String(reason);
}

/** An error that the engine itself reports in Flyte's terms. */
export function userError(code: string, message: string, thrown?: unknown): ExecutionError {
  return { code, message, kind: "USER", ...(thrown === undefined ? {} : { thrown }) };
}

function judged(thrown: unknown, origin: "user" | "system", retryable: boolean): Judgement {
  const isOfNobody = isA(thrown, TaskError, "TaskError") && thrown.isOfNobody === true;
  const kind = isOfNobody ? "UNKNOWN" : origin === "user" ? "USER" : "SYSTEM";
  const at = isA(thrown, TaskError, "TaskError") ? thrown.failedAt : undefined;
  const timestamp = at === undefined ? undefined : { timestamp: at };
  return { error: { ...describe(thrown), kind, ...timestamp, thrown }, origin, retryable };
}

function describe(thrown: unknown): { readonly code: string; readonly message: string } {
  if (FlytepathError.is(thrown)) return { code: thrown.code, message: thrown.plainMessage };
  if (thrown instanceof Error) return { code: `USER:${thrown.name}`, message: thrown.message };
  return { code: "TASK_THREW_NO_ERROR", message: `the task threw ${show(thrown)}, expected an Error` };
}

function show(thrown: unknown): string {
  try {
    return typeof thrown === "string" ? JSON.stringify(thrown) : String(thrown);
  } catch {
    return `a value of type ${typeof thrown}`;
  }
}

// By name, where another copy of the package made the error.
function isA<E extends FlytepathError>(
  thrown: unknown,
  leaf: abstract new (...args: never[]) => E,
  name: string,
): thrown is E {
  return thrown instanceof leaf || (FlytepathError.is(thrown) && thrown.name === name);
}
