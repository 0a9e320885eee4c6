import { invalid } from "../state/index.js";

interface Field {
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const fields: readonly Field[] = [
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31 },
  { least: 1, most: 12, names: months },
  { least: 0, most: 6, names: days },
];
const descriptors = /^@(yearly|annually|monthly|weekly|daily|midnight|hourly)$/;

/** Demands a cron expression of five fields, or `@daily` and the like, as Flyte's scheduler reads them; INVALID_ARGUMENT. */
export function checkCron(text: string): void {
  const problem = problemOf(text.trim());
  if (problem !== undefined) throw invalid(`Invalid cron expression: ${problem}`);
}

function problemOf(text: string): string | undefined {
  const [, zone] = /^(?:CRON_)?TZ=(\S*)/.exec(text) ?? [];
  if (zone !== undefined && !isZone(zone)) return `provided bad location ${zone}: unknown time zone ${zone}`;
  const expression = zone === undefined ? text : text.replace(/^\S+\s*/, "");
  if (expression.startsWith("@")) return problemOfDescriptor(expression);
  const parts = expression.split(/\s+/).filter((part) => part !== "");
  if (parts.length !== 5) return `expected exactly 5 fields, found ${parts.length}: [${parts.join(" ")}]`;
  return parts
    .flatMap((part, index) => part.split(",").map((range) => problemOfRange(range, fields[index]!)))
    .find(Boolean);
}

function problemOfDescriptor(text: string): string | undefined {
  if (descriptors.test(text)) return undefined;
  const [, span] = /^@every (.+)$/.exec(text) ?? [];
  if (span === undefined) return `unrecognized descriptor: ${text}`;
  return /^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(span) ? undefined : `failed to parse duration ${text}`;
}

function problemOfRange(text: string, { least, most, names = [] }: Field): string | undefined {
  const [range = "", step, ...more] = text.split("/");
  const [from = "", to, ...rest] = range.split("-");
  if (more.length > 0) return `too many slashes: ${text}`;
  if (rest.length > 0) return `too many hyphens: ${text}`;
  if (step !== undefined && !/^\d+$/.test(step)) return `failed to parse int from ${step}`;
  if (step !== undefined && Number(step) === 0) return `step of range should be a positive number: ${text}`;
  if (from === "*" || from === "?") return undefined;
  const read = (part: string) =>
    names.includes(part.toLowerCase()) ? names.indexOf(part.toLowerCase()) + least : Number(part);
  const [start, end] = [read(from), to === undefined ? read(from) : read(to)];
  if (!Number.isInteger(start) || from === "") return `failed to parse int from ${from}`;
  if (!Number.isInteger(end) || to === "") return `failed to parse int from ${to}`;
  if (start < least) return `beginning of range (${start}) below minimum (${least}): ${text}`;
  if (end > most) return `end of range (${end}) above maximum (${most}): ${text}`;
  return start > end ? `beginning of range (${start}) beyond end of range (${end}): ${text}` : undefined;
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
