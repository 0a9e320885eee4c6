import { create } from "@bufbuild/protobuf";
import type { Timestamp } from "@bufbuild/protobuf/wkt";
import type { NamedEntityState } from "../../lib/idl/gen/flyteidl/admin/common_pb.js";
import type { DescriptionEntity } from "../../lib/idl/gen/flyteidl/admin/description_entity_pb.js";
import type { LaunchPlan } from "../../lib/idl/gen/flyteidl/admin/launch_plan_pb.js";
import { type Project, ProjectSchema } from "../../lib/idl/gen/flyteidl/admin/project_pb.js";
import type { Task } from "../../lib/idl/gen/flyteidl/admin/task_pb.js";
import type { Workflow, WorkflowSpec } from "../../lib/idl/gen/flyteidl/admin/workflow_pb.js";
import type { ResourceType } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import type { AttributeRow } from "./attributes.js";
import type { ExecutionRow } from "./execution-rows.js";
import { entityKey } from "./keys.js";
import type { LiteralData } from "./literal-data.js";
import { toMoment } from "./moment.js";
import type { SignalRow } from "./signal-row.js";

/** What every row has: its number in insertion order, and when it was written. */
export interface Stamped {
  readonly serial: number;
  readonly createdAt: Timestamp;
}

/** A registered task, workflow or launch plan. */
export interface EntityRow<Message> extends Stamped {
  message: Message;
  updatedAt: Timestamp;
}

/** A registered workflow, with what it was registered from. */
export interface WorkflowRow extends EntityRow<Workflow> {
  readonly spec: WorkflowSpec;
}

/** What is kept about a name over all its versions. */
export interface NamedEntityRow {
  description: string;
  state: NamedEntityState;
}

/** Everything that an emulator remembers, in memory; maps keep insertion order. */
export interface Store {
  readonly domains: readonly string[];
  readonly projects: Map<string, Project>;
  readonly tasks: Map<string, EntityRow<Task>>;
  readonly workflows: Map<string, WorkflowRow>;
  readonly launchPlans: Map<string, EntityRow<LaunchPlan>>;
  readonly descriptions: Map<string, DescriptionEntity>;
  readonly attributes: Map<string, AttributeRow>;
  /** By resource type, project, domain and name; absent for a name that nobody described or archived. */
  readonly namedEntities: Map<string, NamedEntityRow>;
  readonly executions: Map<string, ExecutionRow>;
  readonly signals: Map<string, SignalRow>;
  readonly data: LiteralData;
  /** Now, as messages carry it. */
  now(): Timestamp;
  /** Number of the next row. */
  nextSerial(): number;
}

/** Makes an empty store that knows the given projects and domains; `now` gives milliseconds since the epoch. */
export function createStore(options: {
  readonly projects: readonly string[];
  readonly domains: readonly string[];
  readonly data: LiteralData;
  now(): number;
}): Store {
  let serial = 0;
  const projects = options.projects.map((id) =>
    create(ProjectSchema, { id, name: id, description: `${id} description` }),
  );
  return {
    domains: options.domains,
    projects: new Map(projects.map((project) => [project.id, project])),
    tasks: new Map(),
    workflows: new Map(),
    launchPlans: new Map(),
    descriptions: new Map(),
    attributes: new Map(),
    namedEntities: new Map(),
    executions: new Map(),
    signals: new Map(),
    data: options.data,
    now: () => toMoment(options.now()),
    nextSerial: () => ++serial,
  };
}

/** Key of what is kept about a name. */
export function namedEntityKey(type: ResourceType, id: { project: string; domain: string; name: string }): string {
  return `${type}\n${entityKey({ ...id, version: "" })}`;
}
