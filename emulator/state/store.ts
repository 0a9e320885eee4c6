import { randomBytes } from "node:crypto";
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
import { type History, noHistory } from "./history.js";
import { entityKey } from "./keys.js";
import type { LiteralData } from "./literal-data.js";
import { memoryExecutions } from "./memory-executions.js";
import { toMoment } from "./moment.js";
import { runListing } from "./run-listing.js";
import type { SignalRow } from "./signal-row.js";
import type { ExecutionTable, Table } from "./table.js";

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

/** Outputs of a task that later runs may take over; the values lie under their uri. */
export interface CatalogRow {
  readonly outputsUri: string;
  readonly task: string;
  readonly run: string;
  /** Unique id of the node that made them. */
  readonly node: string;
  readonly attempt: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly deckUri?: string;
}

/** Everything that an emulator remembers. */
export interface Store {
  readonly domains: readonly string[];
  readonly projects: Table<Project>;
  readonly tasks: Table<EntityRow<Task>>;
  readonly workflows: Table<WorkflowRow>;
  readonly launchPlans: Table<EntityRow<LaunchPlan>>;
  readonly descriptions: Table<DescriptionEntity>;
  readonly attributes: Table<AttributeRow>;
  /** By resource type, project, domain and name; absent for a name that nobody described or archived. */
  readonly namedEntities: Table<NamedEntityRow>;
  readonly executions: ExecutionTable;
  readonly signals: Table<SignalRow>;
  /** By the dataset and the tag of Flyte's catalog. */
  readonly catalog: Table<CatalogRow>;
  readonly data: LiteralData;
  readonly history: History;
  /** A secret of this state, to sign addresses with: those that are handed out hold as long as the state and their time. */
  readonly key: Uint8Array;
  /** Now, as messages carry it; never before an earlier answer. */
  now(): Timestamp;
  /** Number of the next row. */
  nextSerial(): number;
  /** Fails where there is no room for changes that clients ask for (`STATE_DISK_FULL`). */
  expectRoom(): void;
  /** Sees to it that every change so far outlives this process. Fails as its storage does, and then keeps the changes. */
  commit(): void;
  /** Commits, and frees what the store holds. */
  close(): Promise<void>;
}

/** Makes an empty store in memory that knows the given projects and domains; `now` gives milliseconds since the epoch. */
export function createStore(options: {
  readonly projects: readonly string[];
  readonly domains: readonly string[];
  readonly data: LiteralData;
  now(): number;
}): Store {
  let serial = 0;
  const registered = { tasks: new Map(), workflows: new Map(), launchPlans: new Map() };
  return {
    ...registered,
    domains: options.domains,
    projects: new Map(options.projects.map((id) => [id, newProject(id)])),
    descriptions: new Map(),
    attributes: new Map(),
    namedEntities: new Map(),
    executions: memoryExecutions(runListing(registered)),
    signals: new Map(),
    catalog: new Map(),
    data: options.data,
    history: noHistory,
    key: randomBytes(32),
    now: growing(options.now),
    nextSerial: () => ++serial,
    expectRoom() {},
    commit() {},
    close: () => options.data.settled(),
  };
}

/** A project that a store begins with. */
export function newProject(id: string): Project {
  return create(ProjectSchema, { id, name: id, description: `${id} description` });
}

/** A clock in messages' terms that stands still where the given one goes back. */
export function growing(now: () => number, since = 0): () => Timestamp {
  let latest = since;
  return () => {
    latest = Math.max(latest, now());
    return toMoment(latest);
  };
}

/** Key of what is kept about a name. */
export function namedEntityKey(type: ResourceType, id: { project: string; domain: string; name: string }): string {
  return `${type}\n${entityKey({ ...id, version: "" })}`;
}
