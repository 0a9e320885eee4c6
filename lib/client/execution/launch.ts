import { digest, type EntityRef } from "../../dag/index.js";
import { failure } from "../../errors/index.js";
import type { ExecutionSpec } from "../../idl/gen/flyteidl/admin/execution_pb.js";
import { encodeLiterals } from "../../idl/index.js";
import type { Literals } from "../../types/index.js";
import type { Backend } from "../backend.js";
import { callAdmin } from "../call/admin.js";
import type { Timer } from "../call/timer.js";
import { patiently } from "../call/retry.js";
import { describe, type EntityKind, identifierOf, type PinnedRef, placed } from "../entity/entity.js";
import { entityUnknown, placeUnknown } from "../entity/entity-unknown.js";
import { interfaceOf } from "../entity/interface-of.js";
import { type ExecutionId, executionIdOf, nameOf } from "./execution.js";
import { executionSpec } from "./execution-spec.js";
import type { LaunchSettings } from "./launch-settings.js";
import { specOf } from "./spec-of.js";
import { specDifferences } from "./spec-differences.js";

/** An execution to start. */
export interface Launch {
  readonly kind: EntityKind;
  /** Its place defaults to the backend's, its version to the one registered last. */
  readonly ref: EntityRef;
  readonly inputs: Literals;
  /** Letters, digits and dashes, at most 63; absent: Flyte makes one, and a repeated start is a second execution. */
  readonly name?: string;
  readonly settings?: LaunchSettings;
  readonly signal?: AbortSignal;
  /** Ends the trying: a call that is under way is not broken off, since what became of it would not be known. */
  readonly giveUp?: AbortSignal;
  readonly clock?: Timer | undefined;
}

/**
 * Starts an execution and gives its id. With a name, starting twice is starting once: a name that is taken counts as
 * success when the execution behind it is the same, and fails with `BACKEND_EXECUTION_DIFFERS` when it is not. Fails with
 * `BACKEND_ENTITY_UNKNOWN` or `BACKEND_PLACE_UNKNOWN` for what is not there, `BACKEND_REFUSED` for inputs it does not take.
 */
export async function launch(backend: Backend, request: Launch): Promise<ExecutionId> {
  const { kind, inputs, name, signal } = request;
  const ref = await pinned(backend, request);
  const target = identifierOf(kind === "task" ? "task" : "launchPlan", ref);
  const spec = executionSpec(target, request.settings ?? {}, { inputsDigest: digest(inputs) });
  const scope = { project: ref.project, domain: ref.domain };
  const doing = `start ${describe(kind, ref)}`;
  try {
    // Only a named start may be repeated: what became of the first is not known.
    const { id } = await patiently(
      () =>
        callAdmin(backend, { doing, signal }, (admin, options) =>
          admin.createExecution({ ...scope, name: name ?? "", spec, inputs: encodeLiterals(inputs) }, options),
        ),
      { forMs: name === undefined ? 0 : 10_000, signal: request.giveUp ?? signal, clock: request.clock },
    );
    return executionIdOf(id!);
  } catch (error) {
    const { grpcCode } = error as { grpcCode?: string };
    if (grpcCode === "ALREADY_EXISTS" && name !== undefined)
      return theSame(backend, { ...scope, name }, { spec, signal, clock: request.clock });
    if (grpcCode === "NOT_FOUND") throw await entityUnknown(backend, { kind, ref, cause: error }, signal);
    if (grpcCode === "INVALID_ARGUMENT") throw (await placeUnknown(backend, scope, { signal, cause: error })) ?? error;
    throw error;
  }
}

async function pinned(backend: Backend, { kind, ref, signal }: Launch): Promise<PinnedRef> {
  const { version, ...rest } = placed(ref, backend.scope);
  if (version !== undefined && version !== "") return { ...rest, version };
  return (await interfaceOf(backend, kind, ref, signal === undefined ? {} : { signal })).ref;
}

async function theSame(
  backend: Backend,
  id: ExecutionId,
  {
    spec,
    ...more
  }: { readonly spec: ExecutionSpec; readonly signal?: AbortSignal | undefined; readonly clock?: Timer | undefined },
): Promise<ExecutionId> {
  const stored = await specOf(backend, id, more);
  const differences = stored === undefined ? ["everything"] : specDifferences(spec, stored);
  if (differences.length === 0) return id;
  throw failure(
    "BACKEND_EXECUTION_DIFFERS",
    { backend: backend.name, execution: nameOf(id), differences },
    { grpcCode: "ALREADY_EXISTS" },
  );
}
