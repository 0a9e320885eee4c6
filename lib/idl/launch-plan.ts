import { create } from "@bufbuild/protobuf";
import type { Dag, Plan } from "../dag/index.js";
import type { Json, JsonObject } from "../types/index.js";
import { decodeAttributes, encodeAttributes, checkAttributes } from "./attributes.js";
import { carrier, toProtoJson } from "./carried.js";
import { decodeDefaults, parametersOf, sameParameters } from "./default-inputs.js";
import {
  type LaunchPlanMetadata,
  LaunchPlanMetadataSchema,
  type LaunchPlanSpec,
  LaunchPlanSpecSchema,
} from "./gen/flyteidl/admin/launch_plan_pb.js";
import { type Schedule, ScheduleSchema } from "./gen/flyteidl/admin/schedule_pb.js";
import { ParameterMapSchema } from "./gen/flyteidl/core/interface_pb.js";
import { known } from "./known.js";
import { decodeLiterals, encodeLiterals } from "./literal.js";
import { encodeRef, type Place } from "./ref.js";
import { decodeSchedule, encodeSchedule } from "./schedule.js";
import { type EncodeOptions, refuseOnFlyte } from "./target-flyte.js";

/** The parts of a Dag that its launch plan is made from. */
export type Planned = Pick<Dag, "ref" | "interface" | "defaults" | "plan">;

const specs = carrier(LaunchPlanSpecSchema, [
  "workflowId",
  "entityMetadata",
  "defaultInputs",
  "fixedInputs",
  "labels",
  "annotations",
  "maxParallelism",
]);
const metadatas = carrier(LaunchPlanMetadataSchema, ["schedule"]);
const schedules = carrier(ScheduleSchema, ["rate", "cronSchedule", "kickoffTimeInputArg"]);
const attributeKinds = {
  schedule: "string",
  timezone: "string",
  "kickoff-time-input": "string",
  "start-date": "string",
  "end-date": "string",
  catchup: "boolean",
  "run-timeout": "string",
  "max-active-runs": "number",
} as const;

/**
 * The launch plan of a pipeline as Flyte's `admin.LaunchPlanSpec`. What Flyte has no field for goes into annotations.
 * NODE_UNSUPPORTED for a schedule that Flyte would not keep.
 */
export function encodeLaunchPlan(planned: Planned, place: Place, options: EncodeOptions = {}): LaunchPlanSpec {
  const plan = planned.plan ?? {};
  const message = specs.write(plan.rest);
  const schedule = encodeSchedule(plan);
  if (plan.schedule !== undefined && schedule === undefined) {
    refuseOnFlyte(options, { node: planned.ref.name, feature: `the schedule ${JSON.stringify(plan.schedule)}` });
  }
  message.workflowId = encodeRef(planned.ref, "workflow", place);
  message.entityMetadata = withSchedule(message.entityMetadata, schedule);
  message.defaultInputs ??= parametersOf(planned);
  message.fixedInputs = encodeLiterals(plan.fixed ?? {});
  message.labels = { $typeName: "flyteidl.admin.Labels", values: { ...plan.labels } };
  const annotations = { ...plan.annotations, ...encodeAttributes(carriedOf(plan, schedule)) };
  message.annotations = { $typeName: "flyteidl.admin.Annotations", values: annotations };
  message.rawOutputDataConfig ??= { $typeName: "flyteidl.admin.RawOutputDataConfig", outputLocationPrefix: "" };
  message.maxParallelism = plan.maxParallelism ?? 0;
  return message;
}

/**
 * Defaults and plan of an `admin.LaunchPlanSpec`, for the workflow whose interface is given. Inputs that it describes in
 * another way than a default or as required are carried in `plan.rest`.
 */
export function decodeLaunchPlan(
  message: LaunchPlanSpec,
  workflow: Pick<Dag, "ref" | "interface">,
): Pick<Dag, "defaults" | "plan"> {
  const path = workflow.ref.name;
  const { entityMetadata, fixedInputs, labels, annotations, maxParallelism } = known(message, path);
  const defaults = decodeDefaults(message.defaultInputs, path);
  const fixed = decodeLiterals(fixedInputs, path);
  const { attributes, others } = decodeAttributes(
    annotations === undefined ? {} : known(annotations, path).values,
    path,
  );
  const shown = labels === undefined ? {} : known(labels, path).values;
  const rest = restOf(message, { ...workflow, defaults, plan: { fixed } });
  const plan: Plan = {
    ...decodeSchedule(entityMetadata?.schedule, path),
    ...decodeCarried(checkAttributes(attributes, attributeKinds, path)),
    ...(maxParallelism === 0 ? {} : { maxParallelism }),
    ...(Object.keys(shown).length === 0 ? {} : { labels: { ...shown } }),
    ...(Object.keys(others).length === 0 ? {} : { annotations: { ...others } }),
    ...(Object.keys(fixed).length === 0 ? {} : { fixed }),
    ...(Object.keys(rest).length === 0 ? {} : { rest }),
  };
  return { defaults, ...(Object.keys(plan).length === 0 ? {} : { plan }) };
}

function restOf(message: LaunchPlanSpec, planned: Planned): JsonObject {
  const { entityMetadata, defaultInputs, rawOutputDataConfig } = message;
  const { rawOutputDataConfig: raw, ...carried } = specs.read(message) ?? {};
  const kept = rawOutputDataConfig?.outputLocationPrefix ? { rawOutputDataConfig: raw as Json } : {};
  const metadata = entityMetadata === undefined ? {} : { ...metadatas.read(known(entityMetadata, planned.ref.name)) };
  const schedule = scheduleRest(entityMetadata?.schedule);
  if (schedule !== undefined) metadata.schedule = schedule;
  const regular = defaultInputs === undefined || sameParameters(defaultInputs, parametersOf(planned));
  return {
    ...carried,
    ...kept,
    ...(Object.keys(metadata).length === 0 ? {} : { entityMetadata: metadata }),
    ...(regular ? {} : { defaultInputs: toProtoJson(ParameterMapSchema, defaultInputs) }),
  };
}

// The AWS form as a whole, and the offset that Flyte stores and ignores.
function scheduleRest(message: Schedule | undefined): JsonObject | undefined {
  if (message === undefined) return undefined;
  const { ScheduleExpression: expression } = message;
  if (expression.case === "cronSchedule" && expression.value.offset !== "") {
    return { cronSchedule: { offset: expression.value.offset } };
  }
  return schedules.read(message);
}

function withSchedule(carried: LaunchPlanMetadata | undefined, schedule: Schedule | undefined): LaunchPlanMetadata {
  const message = carried ?? create(LaunchPlanMetadataSchema);
  const old = message.schedule?.ScheduleExpression;
  if (schedule === undefined) return message;
  if (old?.case === "cronSchedule" && schedule.ScheduleExpression.case === "cronSchedule") {
    schedule.ScheduleExpression.value.offset = old.value.offset;
  }
  message.schedule = schedule;
  return message;
}

function carriedOf(plan: Plan, schedule: Schedule | undefined) {
  // What comes back from the message by itself need not be said twice.
  const told = decodeSchedule(schedule, "");
  return {
    schedule: told.schedule === plan.schedule ? undefined : plan.schedule,
    timezone: told.timezone === plan.timezone ? undefined : plan.timezone,
    "kickoff-time-input": told.kickoffTimeInput === plan.kickoffTimeInput ? undefined : plan.kickoffTimeInput,
    "start-date": plan.startDate,
    "end-date": plan.endDate,
    catchup: plan.catchup,
    "run-timeout": plan.runTimeout,
    "max-active-runs": plan.maxActiveRuns,
  };
}

function decodeCarried(own: ReturnType<typeof checkAttributes<typeof attributeKinds>>): Plan {
  const plan = {
    schedule: own.schedule,
    timezone: own.timezone,
    kickoffTimeInput: own["kickoff-time-input"],
    startDate: own["start-date"],
    endDate: own["end-date"],
    catchup: own.catchup,
    runTimeout: own["run-timeout"],
    maxActiveRuns: own["max-active-runs"],
  };
  return Object.fromEntries(Object.entries(plan).filter(([, value]) => value !== undefined)) as Plan;
}
