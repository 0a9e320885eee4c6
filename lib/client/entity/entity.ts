import { create } from "@bufbuild/protobuf";
import type { EntityRef } from "../../dag/index.js";
import { type Identifier, IdentifierSchema, ResourceType } from "../../idl/gen/flyteidl/core/identifier_pb.js";
import type { Scope } from "../backend.js";

/** What can be started. A workflow is started through the launch plan of its own name and version. */
export type EntityKind = "launchPlan" | "workflow" | "task";

/** A name with its place, of one version or the latest. */
export type PlacedRef = Required<Omit<EntityRef, "version">> & Pick<EntityRef, "version">;

/** A name with its place and version. */
export type PinnedRef = Required<EntityRef>;

const types = {
  launchPlan: ResourceType.LAUNCH_PLAN,
  workflow: ResourceType.WORKFLOW,
  task: ResourceType.TASK,
} as const;

const words = { launchPlan: "launch plan", workflow: "workflow", task: "task" } as const;

/** The name in the backend's own place where the reference leaves it open. */
export function placed(ref: EntityRef, scope: Scope): PlacedRef {
  return { project: scope.project, domain: scope.domain, ...ref };
}

/** The wire's id of an entity. */
export function identifierOf(kind: EntityKind, { project, domain, name, version }: PinnedRef): Identifier {
  return create(IdentifierSchema, { resourceType: types[kind], project, domain, name, version });
}

/** For messages: `launch plan a.b version v1`. */
export function describe(kind: EntityKind, { name, version }: EntityRef): string {
  return `${words[kind]} ${name}${version === undefined ? "" : ` version ${version}`}`;
}
