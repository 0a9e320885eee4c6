import type { Plan } from "../../../lib/dag/index.js";
import { type FlytepathError, ValidationError } from "../../../lib/errors/index.js";
import { defined, readDatetime } from "../../../lib/types/index.js";
import type { Unit } from "../1-read/unit.js";
import { isCron } from "./cron.js";
import { OptionReader } from "./options.js";

/** When and how a pipeline is started without being asked; `undefined` where it says nothing of that. */
export function planOf(
  unit: Extract<Unit, { kind: "pipeline" }>,
  report: (problem: FlytepathError) => void,
): Plan | undefined {
  const { options, place } = unit.record;
  const name = unit.class.name;
  const read = new OptionReader({ name, path: name, place, report });
  const { catchup, labels, annotations } = options;
  const plan = defined({
    schedule: scheduleOf(options.schedule, read),
    timezone: timezoneOf(options.timezone, read),
    ...datesOf(options, read),
    catchup,
    kickoffTimeInput: kickoffOf(options.kickoffTimeInput, unit, read),
    runTimeout: read.duration("runTimeout", options.runTimeout),
    maxParallelism: read.whole("maxParallelism", options.maxParallelism, 1),
    maxActiveRuns: read.whole("maxActiveRuns", options.maxActiveRuns, 1),
    labels: labelsOf(labels, read),
    annotations,
  });
  return Object.keys(plan).length === 0 ? undefined : plan;
}

function scheduleOf(given: string | undefined, read: OptionReader): string | undefined {
  if (given === undefined || isCron(given)) return given;
  const rate = /^every\s+(\S+)$/.exec(given)?.[1];
  if (rate === undefined) return read.refuse("schedule", given, "five cron fields, @daily and the like, or every 10m");
  return read.duration("schedule", rate) === undefined ? undefined : given;
}

function timezoneOf(given: string | undefined, read: OptionReader): string | undefined {
  if (given === undefined) return undefined;
  try {
    new Intl.DateTimeFormat("en", { timeZone: given });
    return given;
  } catch {
    return read.refuse("timezone", given, "an IANA name such as Europe/Berlin");
  }
}

function datesOf({ startDate, endDate }: Dates, read: OptionReader): Dates {
  const [start, end] = [dateOf("startDate", startDate, read), dateOf("endDate", endDate, read)];
  if (start !== undefined && end !== undefined && Date.parse(end) < Date.parse(start)) {
    read.refuse("endDate", endDate, "a time after startDate");
  }
  return { startDate: start, endDate: end };
}

interface Dates {
  readonly startDate?: string | undefined;
  readonly endDate?: string | undefined;
}

function dateOf(option: "startDate" | "endDate", given: string | undefined, read: OptionReader): string | undefined {
  if (given === undefined) return undefined;
  try {
    return readDatetime(given);
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return read.refuse(option, given, "a date such as 2021-01-01 or 2021-01-01T06:00:00Z");
  }
}

function kickoffOf(given: string | undefined, { inputs }: Unit, read: OptionReader): string | undefined {
  if (given === undefined) return undefined;
  const field = inputs.byProperty.get(given) ?? inputs.byName.get(given);
  if (field?.type.kind === "datetime") return field.name;
  return read.refuse("kickoffTimeInput", given, "the name of an input of type DateTime");
}

// Flyte puts them on Kubernetes objects.
function labelsOf(given: Plan["labels"], read: OptionReader): Plan["labels"] {
  for (const [key, value] of Object.entries(given ?? {})) {
    const fits =
      /^([a-z0-9.-]{1,253}\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/.test(key) &&
      /^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/.test(value);
    if (!fits) read.refuse("labels", { [key]: value }, "keys and values of up to 63 of A-Z a-z 0-9 . _ -");
  }
  return given;
}
