import type { Dag } from "../../dag/index.js";
import { failure, firstLine } from "../../errors/index.js";
import type { Identifier } from "../../idl/gen/flyteidl/core/identifier_pb.js";
import { encodeDag, type EncodeOptions, type Place } from "../../idl/index.js";
import type { Backend } from "../backend.js";
import { type Admin, callAdmin } from "../call/admin.js";
import { patiently } from "../call/retry.js";
import { describe, type EntityKind } from "./entity.js";
import { placeUnknown } from "./entity-unknown.js";

/** How a Dag is registered. */
export interface RegisterOptions extends EncodeOptions {
  readonly signal?: AbortSignal;
}

/**
 * Registers a Dag's tasks, workflow and launch plan at a place, in this order. What is there already with equal content
 * is left as it is, so that registering twice is registering once; other content under the same version fails with
 * `BACKEND_ENTITY_DIFFERS`, a project or domain that is not there with `BACKEND_PLACE_UNKNOWN`.
 */
export async function register(
  backend: Backend,
  dag: Dag,
  place: Place,
  { signal, ...options }: RegisterOptions = {},
): Promise<void> {
  const { tasks, workflows, launchPlans } = encodeDag(dag, place, options);
  const createAll = async <Spec>(
    kind: EntityKind,
    entities: readonly Entity<Spec>[],
    make: (admin: Admin, entity: Entity<Spec>, options: Parameters<Admin["createTask"]>[1]) => Promise<unknown>,
  ) => {
    for (let from = 0; from < entities.length; from += atOnce)
      await Promise.all(
        entities
          .slice(from, from + atOnce)
          .map((entity) =>
            createOnce(backend, { kind, id: entity.id, place, signal }, (admin, callOptions) =>
              make(admin, entity, callOptions),
            ),
          ),
      );
  };
  await createAll("task", tasks, (admin, entity, callOptions) => admin.createTask(entity, callOptions));
  await createAll("workflow", workflows, (admin, entity, callOptions) => admin.createWorkflow(entity, callOptions));
  await createAll("launchPlan", launchPlans, (admin, entity, callOptions) =>
    admin.createLaunchPlan(entity, callOptions),
  );
}

interface Entity<Spec> {
  readonly id: Identifier;
  readonly spec: Spec;
}

const atOnce = 8;

interface Creation {
  readonly kind: EntityKind;
  readonly id: Identifier;
  readonly place: Place;
  readonly signal: AbortSignal | undefined;
}

async function createOnce(
  backend: Backend,
  { kind, id, place, signal }: Creation,
  make: (admin: Admin, options: Parameters<Admin["createTask"]>[1]) => Promise<unknown>,
): Promise<void> {
  const what = describe(kind, id);
  try {
    await patiently(() => callAdmin(backend, { doing: `register ${what}`, signal }, make), { forMs: 10_000, signal });
  } catch (error) {
    const { grpcCode, message } = error as { grpcCode?: string; message: string };
    // Flyte compares what it has compiled: this status means equal content, other content is an INVALID_ARGUMENT.
    if (grpcCode === "ALREADY_EXISTS") return;
    if (grpcCode === "INVALID_ARGUMENT" && /different structure/.test(message)) {
      const why = firstLine(message).replace(/^.*?: /, "");
      throw failure("BACKEND_ENTITY_DIFFERS", { backend: backend.name, what, why }, { cause: error, grpcCode });
    }
    if (grpcCode !== "INVALID_ARGUMENT" && grpcCode !== "NOT_FOUND") throw error;
    throw (await placeUnknown(backend, place, { signal, cause: error })) ?? error;
  }
}
