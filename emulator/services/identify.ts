import { InactiveProjectSchema, Project_ProjectState } from "../../lib/idl/gen/flyteidl/admin/project_pb.js";
import { type Identifier, IdentifierSchema, ResourceType } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { type EntityId, invalid, missing, type Store, textForm } from "../state/index.js";

// Name of a resource type as texts spell it in lower case.
function typeName(type: ResourceType): string {
  return (ResourceType[type] ?? String(type)).toLowerCase();
}

/** Demands a complete identifier of one type; INVALID_ARGUMENT. */
export function checkIdentifier(id: Identifier | undefined, type: ResourceType): Identifier {
  if (id === undefined) throw missing("id");
  if (id.resourceType !== type) {
    const got = `unexpected resource type ${typeName(id.resourceType)} for identifier [${textForm(IdentifierSchema, id)}]`;
    throw invalid(`${got}, expected ${typeName(type)} instead`);
  }
  checkFields(id, "project", "domain", "name", "version");
  return id;
}

/** Demands that texts of a message are given; INVALID_ARGUMENT names the first that is not. */
export function checkFields<Key extends string>(message: Readonly<Record<Key, string>>, ...keys: readonly Key[]): void {
  for (const key of keys) if (message[key] === "") throw missing(key);
}

/** Demands a known, active project and a known domain; INVALID_ARGUMENT. */
export function checkPlace(store: Store, project: string, domain: string): void {
  const found = store.projects.get(project);
  if (found === undefined) {
    const why = `project [${project}] not found`;
    throw invalid(`failed to validate that project [${project}] and domain [${domain}] are registered, err: [${why}]`);
  }
  if (found.state !== Project_ProjectState.ACTIVE) {
    const detail = { desc: InactiveProjectSchema, value: { id: project } };
    throw invalid(`project [${project}] is not active`, detail);
  }
  if (!store.domains.includes(domain)) throw invalid(`domain [${domain}] is unrecognized by system`);
}

/** An entity's id without its resource type, as texts about absent entities print it. */
export function plainId({ project, domain, name, version }: EntityId): string {
  return textForm(IdentifierSchema, {
    $typeName: "flyteidl.core.Identifier",
    resourceType: ResourceType.UNSPECIFIED,
    project,
    domain,
    name,
    version,
    org: "",
  });
}

/** Text of NOT_FOUND for an entity. */
export function absent(type: ResourceType, id: EntityId): string {
  return `missing entity of type ${ResourceType[type]} with identifier ${plainId(id)}`;
}
