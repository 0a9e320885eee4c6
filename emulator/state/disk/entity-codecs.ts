import { type DescMessage, fromBinary, type MessageShape, toBinary } from "@bufbuild/protobuf";
import { type Timestamp, TimestampSchema } from "@bufbuild/protobuf/wkt";
import { create } from "@bufbuild/protobuf";
import type { NamedEntityState } from "../../../lib/idl/gen/flyteidl/admin/common_pb.js";
import {
  type DescriptionEntity,
  DescriptionEntitySchema,
} from "../../../lib/idl/gen/flyteidl/admin/description_entity_pb.js";
import { type LaunchPlan, LaunchPlanSchema } from "../../../lib/idl/gen/flyteidl/admin/launch_plan_pb.js";
import { MatchingAttributesSchema } from "../../../lib/idl/gen/flyteidl/admin/matchable_resource_pb.js";
import { type Project, ProjectSchema } from "../../../lib/idl/gen/flyteidl/admin/project_pb.js";
import { SignalSchema } from "../../../lib/idl/gen/flyteidl/admin/signal_pb.js";
import { type Task, TaskSchema } from "../../../lib/idl/gen/flyteidl/admin/task_pb.js";
import { WorkflowSchema, WorkflowSpecSchema } from "../../../lib/idl/gen/flyteidl/admin/workflow_pb.js";
import type { AttributeRow } from "../attributes.js";
import { toNanos } from "../moment.js";
import type { SignalRow } from "../signal-row.js";
import type { CatalogRow, EntityRow, NamedEntityRow, WorkflowRow } from "../store.js";
import type { Codec, StoredEntity } from "./entity-table.js";

/** Projects, as they are kept. */
export const projectCodec: Codec<Project> = messageCodec("project", ProjectSchema);

/** Descriptions of entities, as they are kept. */
export const descriptionCodec: Codec<DescriptionEntity> = messageCodec("description", DescriptionEntitySchema);

/** Tasks, as they are kept. */
export const taskCodec: Codec<EntityRow<Task>> = rowCodec("task", TaskSchema);

/** Launch plans, as they are kept. */
export const launchPlanCodec: Codec<EntityRow<LaunchPlan>> = rowCodec("launch_plan", LaunchPlanSchema);

/** Workflows, with what they were registered from, as they are kept. */
export const workflowCodec: Codec<WorkflowRow> = {
  kind: "workflow",
  encode: (row) => ({
    facts: stampsOf(row),
    message: toBinary(WorkflowSchema, row.message),
    extra: toBinary(WorkflowSpecSchema, row.spec),
  }),
  decode: ({ facts, message, extra }) => ({
    ...stamped(facts),
    message: fromBinary(WorkflowSchema, message),
    spec: fromBinary(WorkflowSpecSchema, extra),
  }),
};

/** Matchable attributes, as they are kept. */
export const attributeCodec: Codec<AttributeRow> = {
  kind: "attribute",
  encode: ({ attributes, ...facts }) => ({ facts, message: toBinary(MatchingAttributesSchema, attributes) }),
  decode: ({ facts, message }) => ({
    project: String(facts.project),
    domain: String(facts.domain),
    workflow: String(facts.workflow),
    kind: Number(facts.kind),
    attributes: fromBinary(MatchingAttributesSchema, message),
  }),
};

/** What is kept about names, as they are kept. */
export const namedEntityCodec: Codec<NamedEntityRow> = {
  kind: "name",
  encode: ({ description, state }) => ({ facts: { description, state } }),
  decode: ({ facts }) => ({
    description: String(facts.description),
    // What encode wrote.
    state: Number(facts.state) as NamedEntityState,
  }),
};

/** Signals, as they are kept. */
export const signalCodec: Codec<SignalRow> = {
  kind: "signal",
  encode: ({ serial, createdAt, message }) => ({
    facts: { serial, createdAt: String(toNanos(createdAt)) },
    message: toBinary(SignalSchema, message),
  }),
  decode: ({ facts, message }) => ({
    serial: Number(facts.serial),
    createdAt: moment(facts.createdAt),
    message: fromBinary(SignalSchema, message),
  }),
};

/** Outputs that later runs may take over, as they are kept. */
export const catalogCodec: Codec<CatalogRow> = {
  kind: "catalog",
  encode: (facts) => ({ facts }),
  decode: ({ facts: { outputsUri, task, run, node, attempt, at, deckUri } }) => ({
    outputsUri: String(outputsUri),
    task: String(task),
    run: String(run),
    node: String(node),
    attempt: Number(attempt),
    at: Number(at),
    ...(deckUri === undefined ? {} : { deckUri: String(deckUri) }),
  }),
};

function messageCodec<Desc extends DescMessage>(kind: string, desc: Desc): Codec<MessageShape<Desc>> {
  return {
    kind,
    encode: (message) => ({ facts: {}, message: toBinary(desc, message) }),
    decode: ({ message }) => fromBinary(desc, message),
  };
}

function rowCodec<Desc extends DescMessage>(kind: string, desc: Desc): Codec<EntityRow<MessageShape<Desc>>> {
  return {
    kind,
    encode: (row) => ({ facts: stampsOf(row), message: toBinary(desc, row.message) }),
    decode: ({ facts, message }) => ({ ...stamped(facts), message: fromBinary(desc, message) }),
  };
}

function stampsOf({ serial, createdAt, updatedAt }: Omit<EntityRow<unknown>, "message">) {
  return { serial, createdAt: String(toNanos(createdAt)), updatedAt: String(toNanos(updatedAt)) };
}

function stamped(facts: StoredEntity["facts"]): Omit<EntityRow<unknown>, "message"> {
  return {
    serial: Number(facts.serial),
    createdAt: moment(facts.createdAt),
    updatedAt: moment(facts.updatedAt),
  };
}

function moment(nanos: string | number | undefined): Timestamp {
  const whole = BigInt(nanos ?? 0);
  return create(TimestampSchema, { seconds: whole / 1_000_000_000n, nanos: Number(whole % 1_000_000_000n) });
}
