import { failure } from "../../errors/index.js";
import type { Backend } from "../backend.js";
import { callAdmin } from "../call/admin.js";
import type { Timer } from "../call/timer.js";
import { patiently } from "../call/retry.js";
import { type ExecutionId, executionIdOf, nameOf } from "./execution.js";
import { specOf } from "./spec-of.js";

/** How an execution is recovered. */
export interface Recovery {
  /** Name of the new execution. */
  readonly name: string;
  readonly signal?: AbortSignal;
  /** Ends the trying; see {@link launch}. */
  readonly giveUp?: AbortSignal | undefined;
  readonly clock?: Timer | undefined;
}

/**
 * Starts an execution that goes on from what succeeded in one that has ended, and gives its id; undefined when there is none of that
 * name. Doing so twice is doing it once; a name that something else has taken fails with `BACKEND_EXECUTION_DIFFERS`.
 */
export async function recover(
  backend: Backend,
  failed: ExecutionId,
  { name, signal, giveUp = signal, clock }: Recovery,
): Promise<ExecutionId | undefined> {
  const doing = `recover execution ${nameOf(failed)}`;
  try {
    const { id } = await patiently(
      () =>
        callAdmin(backend, { doing, signal }, (admin, options) =>
          admin.recoverExecution({ id: failed, name }, options),
        ),
      { forMs: 10_000, signal: giveUp, clock },
    );
    return executionIdOf(id!);
  } catch (error) {
    const { grpcCode } = error as { grpcCode?: string };
    if (grpcCode === "NOT_FOUND") return undefined;
    if (grpcCode === "ALREADY_EXISTS")
      return await theSame(backend, { failed, id: { ...failed, name }, signal, clock });
    throw error;
  }
}

interface Taken {
  readonly failed: ExecutionId;
  readonly id: ExecutionId;
  readonly signal: AbortSignal | undefined;
  readonly clock: Timer | undefined;
}

async function theSame(backend: Backend, { failed, id, ...more }: Taken): Promise<ExecutionId> {
  const execution = nameOf(id);
  const spec = await specOf(backend, id, more);
  const of = spec?.metadata?.referenceExecution;
  if (of !== undefined && nameOf(of) === nameOf(failed)) return id;
  throw failure(
    "BACKEND_EXECUTION_DIFFERS",
    { backend: backend.name, execution, differences: ["the execution that it recovers"] },
    { grpcCode: "ALREADY_EXISTS" },
  );
}
