import { create } from "@bufbuild/protobuf";
import type { Plan } from "../dag/index.js";
import { Duration } from "../types/index.js";
import { enumNames } from "./enum-names.js";
import { FixedRateUnit, type Schedule, ScheduleSchema } from "./gen/flyteidl/admin/schedule_pb.js";
import { known } from "./known.js";

/** The part of a plan that a schedule's message holds. */
export type Timing = Pick<Plan, "schedule" | "timezone" | "kickoffTimeInput">;

const units = enumNames("FixedRate.unit", { m: FixedRateUnit.MINUTE, h: FixedRateUnit.HOUR, d: FixedRateUnit.DAY });

/**
 * A schedule as Flyte's `admin.Schedule`; undefined when there is none, or none that Flyte can keep: its rates are whole
 * minutes. A time zone becomes the `CRON_TZ=` that Flyte's scheduler understands. VALUE_DURATION_MALFORMED.
 */
export function encodeSchedule({ schedule, timezone, kickoffTimeInput }: Timing): Schedule | undefined {
  if (schedule === undefined) return undefined;
  const kickoffTimeInputArg = kickoffTimeInput ?? "";
  if (!schedule.startsWith("every ")) {
    const text = timezone === undefined ? schedule : `CRON_TZ=${timezone} ${schedule}`;
    const cron = { $typeName: "flyteidl.admin.CronSchedule" as const, schedule: text, offset: "" };
    return create(ScheduleSchema, { kickoffTimeInputArg, ScheduleExpression: { case: "cronSchedule", value: cron } });
  }
  const rate = readRate(schedule);
  if (rate === undefined) return undefined;
  return create(ScheduleSchema, { kickoffTimeInputArg, ScheduleExpression: { case: "rate", value: rate } });
}

/** What an `admin.Schedule` says; the deprecated AWS form is left to be carried. */
export function decodeSchedule(message: Schedule | undefined, path: string): Timing {
  if (message === undefined) return {};
  const { ScheduleExpression: expression, kickoffTimeInputArg } = known(message, path);
  const kickoff = kickoffTimeInputArg === "" ? {} : { kickoffTimeInput: kickoffTimeInputArg };
  if (expression.case === "rate") {
    const { value, unit } = known(expression.value, path);
    return { schedule: `every ${value}${units.decode(unit, path)}`, ...kickoff };
  }
  if (expression.case !== "cronSchedule") return kickoff;
  const { schedule } = known(expression.value, path);
  const zoned = /^(?:CRON_)?TZ=(\S+) +(.*)$/.exec(schedule);
  return zoned === null ? { schedule, ...kickoff } : { schedule: zoned[2]!, timezone: zoned[1]!, ...kickoff };
}

function readRate(schedule: string) {
  const single = /^every (\d+)([mhd])$/.exec(schedule);
  if (single !== null) return rate(Number(single[1]), single[2] as "m" | "h" | "d");
  const minutes = Duration.parse(schedule.slice("every ".length)).toMilliseconds() / 60_000;
  return Number.isInteger(minutes) && minutes > 0 ? rate(minutes, "m") : undefined;
}

function rate(value: number, unit: "m" | "h" | "d") {
  return { $typeName: "flyteidl.admin.FixedRate" as const, value, unit: units.encode(unit) as FixedRateUnit };
}
