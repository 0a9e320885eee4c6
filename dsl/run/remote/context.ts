import { type Backend, type Timer, type ExecutionId, linkOf, type RemoteOutcome } from "../../../lib/client/index.js";
import type { Attempt, Outside } from "../../../lib/engine/index.js";
import { FlytepathError, type TaskError } from "../../../lib/errors/index.js";
import type { FileAccess, Interface, Literals } from "../../../lib/types/index.js";
import { causeOf, type Endings } from "./endings.js";

/** What remote steps need of the run they belong to. */
export interface FlyteRunnerOptions {
  /** The backend for the connection that a step names. */
  backendOf(connection: string | undefined): Backend;
  /** Reads the files that local steps wrote. */
  readonly files: FileAccess;
  /** Where waiting for a backend that is out of reach gets its time from; default: the clock on the wall. */
  readonly clock?: Timer;
  /** Whether executions run anew what is cached on Flyte, also where their step does not say so. */
  readonly overwriteCache?: boolean;
  /** Called when somebody has aborted an execution of the run on Flyte's side: it ends the run. Absent: the step fails. */
  readonly onAborted?: (error: TaskError) => void;
}

/** Executions that were started and are not waited for yet, by name. */
export type Started = Map<string, StartedExecution>;

/** An execution that goes on beside the run. */
export interface StartedExecution {
  readonly backend: Backend;
  readonly connection: string | undefined;
  readonly id: ExecutionId;
  readonly run: string;
}

/** What an attempt of a remote step works with. */
export interface Context {
  readonly attempt: Attempt;
  readonly started: Started;
  readonly endings: Endings;
  readonly options: FlyteRunnerOptions;
}

/** Tells the name of an execution before it is used; resolves once that is kept. */
export async function claim({ report }: Attempt, { project, domain, name }: ExecutionId): Promise<void> {
  await report({ claims: `${project}/${domain}/${name}` });
}

/** Tells where the work of an attempt is done. */
export function tellStarted({ report }: Attempt, backend: Backend, id: ExecutionId): void {
  const uri = linkOf(backend, id);
  void report({
    phase: "RUNNING",
    externalId: `${id.project}/${id.domain}/${id.name}`,
    ...(uri === undefined ? {} : { logs: [{ name: "Flyte", uri }] }),
  });
}

/** The execution that an attempt told of. */
export function toldId({ id }: Pick<Outside, "id">): ExecutionId {
  const [project = "", domain = "", name = ""] = id.split("/");
  return { project, domain, name };
}

/**
 * The execution that an attempt goes on with, or ends: that of an attempt whose process is gone, or which lost contact with
 * it for whatever reason. One that has failed, was stopped, or is somebody else's is not.
 */
export function carried({ outside }: Attempt): ExecutionId | undefined {
  if (outside === undefined) return undefined;
  return outside.error === undefined || lostContact(outside.error.code) ? toldId(outside) : undefined;
}

// What the backend answered about a call says nothing about what it runs.
function lostContact(code: string): boolean {
  return code.startsWith("BACKEND_") && code !== "BACKEND_EXECUTION_DIFFERS";
}

/** An execution that an attempt is about. */
export interface Bound {
  readonly backend: Backend;
  readonly connection: string | undefined;
  readonly id: ExecutionId;
}

/**
 * Does what concerns an execution; when it ends because the attempt is aborted, the execution is terminated first. That it
 * must end is noted as soon as the abort comes, whatever becomes of the work.
 */
export async function orEnd<T>(bound: Bound, { attempt, endings }: Context, work: () => Promise<T>): Promise<T> {
  const { signal } = attempt;
  const ending = () => ({ ...bound, cause: causeOf(signal.reason) });
  const onAbort = () => {
    if (!isLeft(signal)) endings.owe(ending());
  };
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    const result = await work();
    if (signal.aborted) endings.settle(ending());
    return result;
  } catch (error) {
    if (signal.aborted && !isLeft(signal)) await endings.end(ending());
    throw error;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** Whether a run has only stopped here, since it could not be kept: who resumes it goes on with what it has elsewhere. */
export function isLeft({ reason }: AbortSignal): boolean {
  return FlytepathError.is(reason) && reason.code === "RUN_BROKEN_OFF";
}

/** Ends the whole run when somebody has aborted an execution that belongs to it; else gives the step's error. */
export async function failedThere(
  { backend, id }: Bound,
  { attempt: { signal }, endings, options: { onAborted } }: Context,
  { phase, error }: RemoteOutcome,
): Promise<unknown> {
  if (phase !== "ABORTED" || onAborted === undefined || error === undefined || endings.asked(backend, id)) return error;
  onAborted(error);
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  return signal.reason;
}

/** The outputs that a step declares. */
export function pick(outputs: Literals, declared: Interface): Literals {
  return Object.fromEntries(Object.entries(outputs).filter(([name]) => name in declared.outputs));
}
