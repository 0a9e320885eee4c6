import { failure } from "../errors/index.js";

const form =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9})\d*)?)?(Z|z|[+-]\d{2}(?::?\d{2})?)?)?$/;

/**
 * A moment as literals have it: RFC 3339 in UTC, without zeros at the end of the fraction. Takes RFC 3339, a date alone
 * (midnight), and a time without zone (UTC, as flytekit takes it). Fails with `VALUE_DATETIME_MALFORMED`.
 */
export function readDatetime(text: string): string {
  const [, year, month, day, hour = "0", minute = "0", wholeSecond = "0", fraction = "", zone] =
    form.exec(text.trim()) ?? [];
  if (year === undefined) throw malformed(text);
  const fields = [year, month!, day!, hour, minute, wholeSecond].map(Number) as Moment;
  const local = utc(fields);
  if (local === undefined) throw malformed(text);
  const written = writeMoment(local - offsetOf(zone) * 60_000, fraction);
  if (written === undefined) throw malformed(text);
  return written;
}

/** A `Date` as literals have it. Fails with `VALUE_DATETIME_MALFORMED` when it has no time or lies outside years 1–9999. */
export function writeDatetime(date: Date): string {
  const time = date.getTime();
  const milliseconds = ((time % 1000) + 1000) % 1000;
  const written = Number.isNaN(time) ? undefined : writeMoment(time, String(milliseconds).padStart(3, "0"));
  if (written === undefined) throw malformed(Number.isNaN(time) ? "a Date without a time" : date.toISOString());
  return written;
}

/** The `Date` of a literal's datetime; what is finer than a millisecond is dropped. */
export function toDate(canonical: string): Date {
  return new Date(canonical.replace(/\.(\d{1,3})\d*Z$/, ".$1Z"));
}

type Moment = [year: number, month: number, day: number, hour: number, minute: number, second: number];

function utc([year, month, day, hour, minute, second]: Moment): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const same = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && minute < 60 && second < 60 && hour < 24;
  return same ? date.getTime() : undefined;
}

function offsetOf(zone: string | undefined): number {
  if (zone === undefined || zone === "Z" || zone === "z") return 0;
  const digits = zone.slice(1).replace(":", "").padEnd(4, "0");
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return zone.startsWith("-") ? -minutes : minutes;
}

function writeMoment(time: number, fraction: string): string | undefined {
  const date = new Date(time);
  const year = date.getUTCFullYear();
  if (Number.isNaN(date.getTime()) || year < 1 || year > 9999) return undefined;
  const digits = fraction.replace(/0+$/, "");
  return `${date.toISOString().slice(0, 19)}${digits === "" ? "" : `.${digits}`}Z`;
}

function malformed(text: string): Error {
  return failure("VALUE_DATETIME_MALFORMED", { text: JSON.stringify(text.slice(0, 80)) });
}
