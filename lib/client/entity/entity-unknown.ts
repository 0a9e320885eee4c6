import { type BackendError, failure } from "../../errors/index.js";
import type { Project } from "../../idl/gen/flyteidl/admin/project_pb.js";
import type { Backend, Scope } from "../backend.js";
import { type CallAims, callAdmin } from "../call/admin.js";
import { describe, type EntityKind, type PlacedRef } from "./entity.js";
import { near } from "./near.js";

/**
 * The error of a name that the backend does not have: `BACKEND_PLACE_UNKNOWN` when its project or domain is not there,
 * else `BACKEND_ENTITY_UNKNOWN` with the other versions of the name, or with names near it.
 */
export async function entityUnknown(
  backend: Backend,
  { kind, ref, cause }: { readonly kind: EntityKind; readonly ref: PlacedRef; readonly cause?: unknown },
  signal?: AbortSignal,
): Promise<BackendError> {
  const wrong = await placeUnknown(backend, ref, { signal, cause });
  if (wrong !== undefined) return wrong;
  const aims = { doing: "list what there is", signal };
  const versions = ref.version === undefined ? [] : await versionsOf(backend, kind, { ref, aims });
  const known = versions.length > 0 ? versions : near(ref.name, await namesIn(backend, kind, { ref, aims }));
  const place = `${ref.project}/${ref.domain}`;
  const facts = { backend: backend.name, what: describe(kind, ref), place, near: known, versions: versions.length > 0 };
  return failure("BACKEND_ENTITY_UNKNOWN", facts, { cause, grpcCode: "NOT_FOUND" }) as BackendError;
}

/** The error of a project or domain that the backend does not have; undefined when both are there or none can tell. */
export async function placeUnknown(
  backend: Backend,
  { project, domain }: Scope,
  { signal, cause }: { readonly signal?: AbortSignal | undefined; readonly cause?: unknown } = {},
): Promise<BackendError | undefined> {
  const aims = { doing: "list the projects", signal };
  const listed = callAdmin(backend, aims, async (admin, options) => (await admin.listProjects({}, options)).projects);
  const projects = await orNone<Project>(listed);
  if (projects.length === 0) return undefined;
  const found = projects.find(({ id }) => id === project);
  const [what, name, known] =
    found === undefined
      ? (["project", project, projects.map(({ id }) => id)] as const)
      : (["domain", domain, found.domains.map(({ id }) => id)] as const);
  if (known.includes(name) || known.length === 0) return undefined;
  const facts = { backend: backend.name, what, name, known };
  return failure("BACKEND_PLACE_UNKNOWN", facts, { cause, grpcCode: "NOT_FOUND" }) as BackendError;
}

interface Question {
  readonly ref: PlacedRef;
  readonly aims: CallAims;
}

async function versionsOf(backend: Backend, kind: EntityKind, { ref, aims }: Question): Promise<readonly string[]> {
  const request = {
    id: { project: ref.project, domain: ref.domain, name: ref.name },
    limit: 5,
    sortBy: { key: "created_at" },
  };
  const listed = callAdmin(backend, aims, async (admin, options) => {
    if (kind === "task") return (await admin.listTasks(request, options)).tasks;
    if (kind === "workflow") return (await admin.listWorkflows(request, options)).workflows;
    return (await admin.listLaunchPlans(request, options)).launchPlans;
  });
  const entities = await orNone<{ readonly id?: { readonly version: string } | undefined }>(listed);
  return entities.map(({ id }) => id?.version ?? "").filter((version) => version !== "");
}

async function namesIn(backend: Backend, kind: EntityKind, { ref, aims }: Question): Promise<readonly string[]> {
  const request = { project: ref.project, domain: ref.domain, limit: 1000 };
  const listed = callAdmin(backend, aims, async (admin, options) => {
    if (kind === "task") return (await admin.listTaskIds(request, options)).entities;
    if (kind === "workflow") return (await admin.listWorkflowIds(request, options)).entities;
    return (await admin.listLaunchPlanIds(request, options)).entities;
  });
  const entities = await orNone<{ readonly name: string }>(listed);
  // Flyte keeps a plan of its own for each task that was started alone.
  return entities.map(({ name }) => name).filter((name) => !name.startsWith(".flytegen."));
}

// The names only help the reader: that they cannot be had must not hide what was asked for.
async function orNone<T>(work: Promise<readonly T[]>): Promise<readonly T[]> {
  return work.catch(() => []);
}
