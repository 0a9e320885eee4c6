import type { EntityRef } from "../dag/index.js";
import { failure } from "../errors/index.js";
import { type Identifier, ResourceType } from "./gen/flyteidl/core/identifier_pb.js";
import { known, missing } from "./known.js";

/** Where a Dag is registered: what its refs leave out. */
export interface Place {
  readonly project: string;
  readonly domain: string;
  readonly version: string;
}

/** Kinds of entities that have identifiers. */
export type EntityKind = "task" | "workflow" | "launchPlan";

const resourceTypes = {
  task: ResourceType.TASK,
  workflow: ResourceType.WORKFLOW,
  launchPlan: ResourceType.LAUNCH_PLAN,
} as const;

/** An entity's full name on the wire: what the ref leaves out is the place's. */
export function encodeRef(ref: EntityRef, kind: EntityKind, place: Place): Identifier {
  return {
    $typeName: "flyteidl.core.Identifier",
    resourceType: resourceTypes[kind],
    project: ref.project ?? place.project,
    domain: ref.domain ?? place.domain,
    name: ref.name,
    version: ref.version ?? place.version,
    org: "",
  };
}

/**
 * The ref that an identifier stands for seen from a place, whose parts it leaves out. WIRE_FIELD_MISSING without a name;
 * WIRE_FIELD_UNSUPPORTED for an organisation or an entity of another kind.
 */
export function decodeRef(id: Identifier | undefined, kind: EntityKind, { place, path }: Seen): EntityRef {
  if (id === undefined) return missing({ message: kind, field: "id" }, path);
  const { resourceType, project, domain, name, version, org } = known(id, path);
  if (name === "") return missing({ message: kind, field: "name" }, path);
  if (org !== "") throw failure("WIRE_FIELD_UNSUPPORTED", { message: name, field: "org" }, { path });
  if (resourceType !== resourceTypes[kind] && resourceType !== ResourceType.UNSPECIFIED) {
    const field = `resource_type ${ResourceType[resourceType] ?? resourceType} where a ${kind} is wanted`;
    throw failure("WIRE_FIELD_UNSUPPORTED", { message: name, field }, { path });
  }
  return {
    name,
    ...(project === place.project ? {} : { project }),
    ...(domain === place.domain ? {} : { domain }),
    ...(version === place.version ? {} : { version }),
  };
}

/** From where a message is looked at. */
export interface Seen {
  readonly place: Place;
  /** For errors. */
  readonly path: string;
}
