import { AnySchema } from "@bufbuild/protobuf/wkt";
import type { LaunchPlanSpec } from "../../lib/idl/gen/flyteidl/admin/launch_plan_pb.js";
import type { Schedule } from "../../lib/idl/gen/flyteidl/admin/schedule_pb.js";
import type { ParameterMap } from "../../lib/idl/gen/flyteidl/core/interface_pb.js";
import { SimpleType } from "../../lib/idl/gen/flyteidl/core/types_pb.js";
import { invalid, textForm } from "../state/index.js";
import { typeText } from "./compile/types.js";
import { checkCron } from "./cron.js";
import { checkNotifications } from "./notifications.js";

/** FlyteAdmin's rules about what a launch plan carries besides its inputs; INVALID_ARGUMENT. */
export function checkPlanSpec(spec: LaunchPlanSpec, expected: ParameterMap): void {
  const { notifications = [], launchConditions, schedule } = spec.entityMetadata ?? {};
  if (schedule !== undefined) checkSchedule(schedule, expected);
  checkNotifications(notifications);
  if (launchConditions !== undefined) {
    throw invalid(`Launch condition must be empty, found ${textForm(AnySchema, launchConditions)}`);
  }
}

function checkSchedule(schedule: Schedule, expected: ParameterMap): void {
  const { ScheduleExpression: expression } = schedule;
  if (expression.case === undefined || expression.value === "") return;
  for (const [name, { behavior }] of Object.entries(expected.parameters)) {
    if (behavior.case === "required" && name !== schedule.kickoffTimeInputArg) {
      const why = "Cannot create a launch plan with a schedule if there is an unbound required input.";
      throw invalid(`${why} [${name}] is required`);
    }
  }
  checkKickoff(schedule.kickoffTimeInputArg, expected);
  if (expression.case === "cronExpression") checkCron(expression.value);
  if (expression.case === "cronSchedule" && expression.value.schedule !== "") checkCron(expression.value.schedule);
}

function checkKickoff(name: string, { parameters }: ParameterMap): void {
  if (name === "") return;
  const parameter = parameters[name];
  if (parameter === undefined) {
    const why = "Cannot create a schedule with a KickoffTimeInputArg that does not point to a free input.";
    throw invalid(`${why} [${name}] is not free or does not exist.`);
  }
  const type = parameter.var?.type;
  if (type?.type.case !== "simple" || type.type.value !== SimpleType.DATETIME) {
    throw invalid(`KickoffTimeInputArg must reference a datetime input. [${name}] is a [${typeText(type)}]`);
  }
}
