import {
  type Backend,
  type Clock,
  type ExecutionId,
  isTransient,
  linkOf,
  terminate,
  watch,
} from "../../../lib/client/index.js";
import type { Attempt, Outside } from "../../../lib/engine/index.js";
import { FlytepathError } from "../../../lib/errors/index.js";
import type { FileAccess, Interface, Literals } from "../../../lib/types/index.js";

/** What remote steps need of the run they belong to. */
export interface FlyteRunnerOptions {
  /** The backend for the connection that a step names. */
  backendOf(connection: string | undefined): Backend;
  /** Reads the files that local steps wrote. */
  readonly files: FileAccess;
  /** Where waiting for a backend that is out of reach gets its time from; default: the clock on the wall. */
  readonly clock?: Clock;
}

/** Executions that were started and are not waited for yet, by name. */
export type Started = Map<string, { readonly backend: Backend; readonly id: ExecutionId; readonly run: string }>;

/** What an attempt of a remote step works with. */
export interface Context {
  readonly attempt: Attempt;
  readonly started: Started;
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
export function toldId({ id }: Outside): ExecutionId {
  const [project = "", domain = "", name = ""] = id.split("/");
  return { project, domain, name };
}

/**
 * The execution that an attempt goes on with: that of an attempt whose process is gone, or which lost contact with it. One
 * that has failed, or was stopped, is not gone on with.
 */
export function carried({ outside }: Attempt): ExecutionId | undefined {
  if (outside === undefined) return undefined;
  return outside.error === undefined || isTransient(outside.error) ? toldId(outside) : undefined;
}

interface Bound {
  readonly id: ExecutionId;
  readonly signal: AbortSignal;
}

/** Does what concerns an execution; when it ends because the attempt is aborted, the execution is terminated first. */
export async function orEnd<T>(backend: Backend, { id, signal }: Bound, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (signal.aborted && !isLeft(signal)) await end(backend, id, causeOf(signal.reason)).catch(() => {});
    throw error;
  }
}

/** Whether a run has only stopped here, since it could not be kept: who resumes it goes on with what it has elsewhere. */
export function isLeft({ reason }: AbortSignal): boolean {
  return FlytepathError.is(reason) && reason.code === "RUN_BROKEN_OFF";
}

/** Terminates an execution, and waits a few seconds for its end: Flyte acknowledges at once and acts a little later. */
export async function end(backend: Backend, id: ExecutionId, cause: string): Promise<void> {
  if (await terminate(backend, id, cause))
    await watch(backend, id, { signal: AbortSignal.timeout(3_000) }).catch(() => {});
}

function causeOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}

/** The outputs that a step declares. */
export function pick(outputs: Literals, declared: Interface): Literals {
  return Object.fromEntries(Object.entries(outputs).filter(([name]) => name in declared.outputs));
}

/** Names an execution among those of all backends. */
export function keyOf(backend: Backend, { project, domain, name }: ExecutionId): string {
  return [backend.name, project, domain, name].join("/");
}
