import { type Timestamp, TimestampSchema } from "@bufbuild/protobuf/wkt";
import { internal } from "../refusal.js";
import { textForm } from "../text-form.js";

// From the year 1 to the year 9999, in seconds of the epoch.
const first = -62_135_596_800n;
const beyond = 253_402_300_800n;

/**
 * A moment that an event must carry; INTERNAL, with what could not be done, and unless it `isTerse` why, where it is absent
 * or outside of the calendar.
 */
export function moment(at: Timestamp | undefined, what: string, { isTerse = false } = {}): Timestamp {
  const why = at === undefined ? "timestamp: nil Timestamp" : problemOf(at);
  if (at !== undefined && why === undefined) return at;
  throw internal(isTerse ? what : `${what}${why}`);
}

function problemOf(at: Timestamp): string | undefined {
  const said = `timestamp: ${textForm(TimestampSchema, at)}`;
  if (at.seconds < first) return `${said} before 0001-01-01`;
  if (at.seconds >= beyond) return `${said} after 10000-01-01`;
  return at.nanos < 0 || at.nanos > 999_999_999 ? `${said}: nanos not in range [0, 1e9)` : undefined;
}

/** When an event was reported; an event that does not say was reported when it occurred. */
export function reported(event: { reportedAt?: Timestamp; occurredAt?: Timestamp }): Timestamp | undefined {
  const { reportedAt, occurredAt } = event;
  const isSet = reportedAt !== undefined && (reportedAt.seconds !== 0n || reportedAt.nanos !== 0);
  return isSet ? reportedAt : occurredAt;
}
