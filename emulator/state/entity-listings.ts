import { timestampNow } from "@bufbuild/protobuf/wkt";
import type { LaunchPlan } from "../../lib/idl/gen/flyteidl/admin/launch_plan_pb.js";
import type { Project } from "../../lib/idl/gen/flyteidl/admin/project_pb.js";
import type { Task } from "../../lib/idl/gen/flyteidl/admin/task_pb.js";
import type { Workflow } from "../../lib/idl/gen/flyteidl/admin/workflow_pb.js";
import type { Column, Columns, Listing } from "./columns.js";
import { toNanos } from "./moment.js";
import type { EntityRow } from "./store.js";

/** A column of texts. */
export function text<Row>(of: (row: Row) => string | readonly string[] | undefined): Column<Row> {
  return { kind: "text", of };
}

/** A column of numbers. */
export function number<Row>(of: (row: Row) => number | undefined): Column<Row> {
  return { kind: "number", of };
}

/** A column of moments, in nanoseconds. */
export function time<Row>(of: (row: Row) => Parameters<typeof toNanos>[0] | undefined): Column<Row> {
  return { kind: "time", of: (row) => nanos(of(row)) };
}

/** A column of spans, in nanoseconds. */
export function duration<Row>(of: (row: Row) => Parameters<typeof toNanos>[0] | undefined): Column<Row> {
  return { kind: "duration", of: (row) => nanos(of(row)) };
}

/** A column of what only FlyteAdmin's own database has. */
export function hidden<Row>(kind: Column<Row>["kind"] = "bytes"): Column<Row> {
  return { kind, of: () => undefined, isHidden: true };
}

function nanos(value: Parameters<typeof toNanos>[0] | undefined): bigint | undefined {
  return value === undefined ? undefined : toNanos(value);
}

function idColumns<
  Row extends EntityRow<{ id?: { project: string; domain: string; name: string; version: string } }>,
>() {
  return {
    id: number<Row>((row) => row.serial),
    created_at: time<Row>((row) => row.createdAt),
    updated_at: time<Row>((row) => row.updatedAt),
    deleted_at: hidden<Row>("time"),
    closure: hidden<Row>(),
    digest: hidden<Row>(),
    project: text<Row>((row) => row.message.id?.project),
    domain: text<Row>((row) => row.message.id?.domain),
    name: text<Row>((row) => row.message.id?.name),
    version: text<Row>((row) => row.message.id?.version),
  } satisfies Columns<Row>;
}

function withoutClosure<Row>({ closure: _, ...columns }: Columns<Row>): Columns<Row> {
  return columns;
}

// When a project was made or changed is not kept: it was so since this process began.
const beginning = timestampNow();
const begun = time<Project>(() => beginning);

/** What lists of projects know. */
export const projectListing: Listing<Project> = {
  entity: "project",
  columns: {
    id: hidden("number"),
    created_at: { ...begun, grows: true },
    updated_at: begun,
    deleted_at: hidden("time"),
    labels: hidden(),
    identifier: text((project) => project.id),
    name: text((project) => project.name),
    description: text((project) => project.description),
    state: number((project) => project.state),
  },
};

/** What lists of tasks know. */
export const taskListing: Listing<EntityRow<Task>> = {
  entity: "task",
  columns: {
    ...idColumns<EntityRow<Task>>(),
    type: text((row) => row.message.closure?.compiledTask?.template?.type ?? ""),
    short_description: text((row) => row.message.shortDescription),
  },
};

/** What lists of workflows know. */
export const workflowListing: Listing<EntityRow<Workflow>> = {
  entity: "workflow",
  columns: {
    ...withoutClosure(idColumns<EntityRow<Workflow>>()),
    typed_interface: hidden(),
    remote_closure_identifier: hidden("text"),
    short_description: text((row) => row.message.shortDescription),
  },
};

/** What lists of launch plans know. */
export const launchPlanListing: Listing<EntityRow<LaunchPlan>> = {
  entity: "launch_plan",
  columns: {
    ...idColumns<EntityRow<LaunchPlan>>(),
    state: number((row) => row.message.closure?.state ?? 0),
    workflow_id: hidden("number"),
    spec: hidden(),
    launch_condition_type: hidden("text"),
    schedule_type: text((row) => scheduleType(row.message)),
  },
};

function scheduleType(plan: LaunchPlan): string {
  const expression = plan.spec?.entityMetadata?.schedule?.ScheduleExpression.case;
  if (expression === undefined) return "NONE";
  return expression === "rate" ? "RATE" : "CRON";
}
