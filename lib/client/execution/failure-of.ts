import { failure, TaskError } from "../../errors/index.js";
import type { ExecutionClosure } from "../../idl/gen/flyteidl/admin/execution_pb.js";
import { decodeError, decodeRunPhase, type WireError } from "../../idl/index.js";
import type { Backend } from "../backend.js";
import { callAdmin } from "../call/admin.js";
import { patiently } from "../call/retry.js";
import { type ExecutionId, linkOf, nameOf } from "./execution.js";
import { executionUnknown } from "./execution-unknown.js";
import { deepestFailure } from "./deepest-failure.js";

interface Options {
  /** What is already known of the execution. */
  readonly closure?: ExecutionClosure;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Why an execution did not succeed, as the error of a task: the message and code of the node that failed deepest inside
 * (through sub-workflows and child executions), its attempt, whose fault it was, and a link to the console. The codes are
 * `EXECUTION_FAILED`, `EXECUTION_TIMED_OUT` and `EXECUTION_ABORTED`.
 */
export async function failureOf(backend: Backend, id: ExecutionId, options: Options = {}): Promise<TaskError> {
  const { signal } = options;
  const closure = options.closure ?? (await closureOf(backend, id, signal));
  const link = linkOf(backend, id);
  const execution = nameOf(id);
  const phase = decodeRunPhase(closure.phase);
  if (phase === "ABORTED" || phase === "ABORTING") {
    const { outputResult } = closure;
    const { cause, principal } =
      outputResult.case === "abortMetadata" ? outputResult.value : { cause: "", principal: "" };
    const facts = { execution, cause, by: principal === "" ? undefined : principal };
    return failure("EXECUTION_ABORTED", facts, { retryable: false, link }) as TaskError;
  }
  const deepest = await deepestFailure(backend, id, signal);
  const error = deepest?.error ?? errorIn(closure);
  const node = deepest?.path.join(".");
  const origin = error.kind === "SYSTEM" ? ("system" as const) : ("user" as const);
  const place = { origin, node, attempt: deepest?.attempt, link };
  // What failed there, in its own words; the error around it says which execution that was of.
  const cause = new TaskError(error.message, { code: error.code, ...place, failedAt: error.timestamp });
  const more = { ...place, cause };
  if (phase === "TIMED_OUT")
    return failure("EXECUTION_TIMED_OUT", { execution, node, why: error.message }, more) as TaskError;
  return failure("EXECUTION_FAILED", { execution, node, code: error.code, why: error.message }, more) as TaskError;
}

async function closureOf(
  backend: Backend,
  id: ExecutionId,
  signal: AbortSignal | undefined,
): Promise<ExecutionClosure> {
  const aims = { doing: `look at execution ${nameOf(id)}`, signal };
  const ask = () => callAdmin(backend, aims, (admin, options) => admin.getExecution({ id }, options));
  try {
    return (await patiently(ask, { forMs: 30_000, signal })).closure!;
  } catch (error) {
    throw executionUnknown(backend, id, error);
  }
}

function errorIn({ outputResult }: ExecutionClosure): WireError {
  if (outputResult.case === "error") return decodeError(outputResult.value);
  return { code: "Unknown", message: "no reason was recorded", kind: "UNKNOWN" };
}
