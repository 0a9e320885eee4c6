import type { Plan } from "../../../lib/dag/index.js";
import { ValidationError } from "../../../lib/errors/index.js";
import { readDatetime } from "../../../lib/types/index.js";
import type { FlytepathError } from "../../../lib/errors/index.js";
import type { Unit } from "../1-read/unit.js";
import { defined, type OptionReader, readOptions } from "./options.js";

/** When and how a pipeline is started without being asked; `undefined` where it says nothing of that. */
export function planOf(
  unit: Extract<Unit, { kind: "pipeline" }>,
  report: (problem: FlytepathError) => void,
): Plan | undefined {
  const { options, place } = unit.record;
  const name = unit.class.name;
  const read = readOptions({ name, path: name, place, report });
  const { catchup, labels, annotations } = options;
  const plan = defined({
    schedule: scheduleOf(options.schedule, read),
    timezone: timezoneOf(options.timezone, read),
    startDate: dateOf("startDate", options.startDate, read),
    endDate: dateOf("endDate", options.endDate, read),
    catchup,
    kickoffTimeInput: kickoffOf(options.kickoffTimeInput, unit, read),
    runTimeout: read.duration("runTimeout", options.runTimeout),
    maxParallelism: read.whole("maxParallelism", options.maxParallelism, 1),
    maxActiveRuns: read.whole("maxActiveRuns", options.maxActiveRuns, 1),
    labels,
    annotations,
  });
  return Object.keys(plan).length === 0 ? undefined : plan;
}

const aliases = /^@(yearly|annually|monthly|weekly|daily|midnight|hourly)$/;

function scheduleOf(given: string | undefined, read: OptionReader): string | undefined {
  if (given === undefined || aliases.test(given)) return given;
  const rate = /^every\s+(\S+)$/.exec(given)?.[1];
  if (rate !== undefined) return read.duration("schedule", rate) === undefined ? undefined : given;
  const fields = given.trim().split(/\s+/);
  if (fields.length === 5 && fields.every((field) => /^[\dA-Za-z*?/,LW#-]+$/.test(field))) return given;
  return read.refuse("schedule", given, "five cron fields, @daily and the like, or every 10m");
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
