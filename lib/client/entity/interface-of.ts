import type { EntityRef } from "../../dag/index.js";
import type { LaunchPlan } from "../../idl/gen/flyteidl/admin/launch_plan_pb.js";
import type { Task } from "../../idl/gen/flyteidl/admin/task_pb.js";
import type { Identifier } from "../../idl/gen/flyteidl/core/identifier_pb.js";
import { decodeInterface, decodeParameters, decodeVariables } from "../../idl/index.js";
import type { Interface } from "../../types/index.js";
import type { Backend } from "../backend.js";
import { type Admin, callAdmin } from "../call/admin.js";
import { type Patience, patiently } from "../call/retry.js";
import { describe, type EntityKind, identifierOf, type PinnedRef, type PlacedRef, placed } from "./entity.js";
import { entityUnknown } from "./entity-unknown.js";

/** What a remote entity takes and gives. */
export interface RemoteInterface {
  /** With its version, also where the latest was asked for. */
  readonly ref: PinnedRef;
  readonly interface: Interface;
  /** Inputs that have no value of their own and must be given. */
  readonly required: readonly string[];
}

/**
 * What a launch plan, workflow or task on a backend takes and gives, of the version that is named or else the one that
 * was registered last. A workflow's is that of the launch plan of its name and version, by which it is started. Fails
 * with `BACKEND_ENTITY_UNKNOWN`, which tells of near names, or `BACKEND_PLACE_UNKNOWN`. A backend that cannot be reached is
 * tried once, or for as long as `forMs` says.
 */
export async function interfaceOf(
  backend: Backend,
  kind: EntityKind,
  ref: EntityRef,
  { signal, ...patience }: { readonly signal?: AbortSignal } & Partial<Patience> = {},
): Promise<RemoteInterface> {
  const where = { backend, signal, patience, ref: placed(ref, backend.scope) };
  if (kind === "task") return ofTask(await find(where, kind, taskBy));
  if (kind === "launchPlan") return ofPlan(await find(where, kind, planBy));
  const workflow = await find(where, kind, workflowBy);
  const plan = { ...where, ref: { ...where.ref, version: workflow.id!.version } };
  return ofPlan(await find(plan, "launchPlan", planBy));
}

interface Where {
  readonly backend: Backend;
  readonly signal: AbortSignal | undefined;
  readonly ref: PlacedRef;
  readonly patience: Partial<Patience>;
}

type Lookup<T> = (admin: Admin, ref: PlacedRef, options: Parameters<Admin["getTask"]>[1]) => Promise<T | undefined>;

// A reference without a name's version means the one registered last, as it does in flytekit and the provider.
const latest = (ref: PlacedRef) => ({
  id: { project: ref.project, domain: ref.domain, name: ref.name },
  limit: 1,
  sortBy: { key: "created_at" },
});

const taskBy: Lookup<Task> = async (admin, ref, options) =>
  isPinned(ref)
    ? admin.getTask({ id: identifierOf("task", ref) }, options)
    : (await admin.listTasks(latest(ref), options)).tasks[0];

const planBy: Lookup<LaunchPlan> = async (admin, ref, options) =>
  isPinned(ref)
    ? admin.getLaunchPlan({ id: identifierOf("launchPlan", ref) }, options)
    : (await admin.listLaunchPlans(latest(ref), options)).launchPlans[0];

const workflowBy: Lookup<{ readonly id?: Identifier | undefined }> = async (admin, ref, options) =>
  isPinned(ref)
    ? { id: identifierOf("workflow", ref) }
    : (await admin.listWorkflows(latest(ref), options)).workflows[0];

async function find<T>({ backend, signal, ref, patience }: Where, kind: EntityKind, by: Lookup<T>): Promise<T> {
  const doing = `look up ${describe(kind, ref)}`;
  let cause: unknown;
  try {
    const ask = () => callAdmin(backend, { doing, signal }, (admin, options) => by(admin, ref, options));
    const found = await patiently(ask, { forMs: 0, signal, ...patience });
    if (found !== undefined) return found;
  } catch (error) {
    // A wrong project is an INVALID_ARGUMENT in some calls and no entity in others.
    const { grpcCode } = error as { grpcCode?: string };
    if (grpcCode !== "NOT_FOUND" && grpcCode !== "INVALID_ARGUMENT") throw error;
    cause = error;
  }
  throw await entityUnknown(backend, { kind, ref, cause }, signal);
}

function ofPlan({ id, closure, spec }: LaunchPlan): RemoteInterface {
  const parameters = Object.entries(decodeParameters(closure?.expectedInputs ?? spec?.defaultInputs));
  return {
    ref: pinnedBy(id!),
    interface: {
      inputs: Object.fromEntries(parameters.map(([name, { variable }]) => [name, variable])),
      outputs: decodeVariables(closure?.expectedOutputs),
    },
    required: parameters.filter(([, { required }]) => required === true).map(([name]) => name),
  };
}

function ofTask({ id, closure }: Task): RemoteInterface {
  const declared = decodeInterface(closure?.compiledTask?.template?.interface);
  return { ref: pinnedBy(id!), interface: declared, required: Object.keys(declared.inputs) };
}

function isPinned(ref: PlacedRef): ref is PinnedRef {
  return ref.version !== undefined && ref.version !== "";
}

function pinnedBy({ project, domain, name, version }: Identifier): PinnedRef {
  return { project, domain, name, version };
}
