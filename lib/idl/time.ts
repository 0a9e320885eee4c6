import { create } from "@bufbuild/protobuf";
import { type Duration, DurationSchema, type Timestamp, TimestampSchema } from "@bufbuild/protobuf/wkt";
import { failure } from "../errors/index.js";

const firstSecond = -62135596800n;
const lastSecond = 253402300799n;
const longest = 315576000000n;

/** RFC 3339 in UTC (`Z`, up to nine digits of a second) as a Timestamp; WIRE_TEXT_MALFORMED, WIRE_TIME_OUT_OF_RANGE. */
export function toTimestamp(text: string): Timestamp {
  const parts = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/.exec(text);
  const milliseconds = parts === null ? Number.NaN : Date.parse(`${parts[1]}Z`);
  if (Number.isNaN(milliseconds)) {
    throw failure("WIRE_TEXT_MALFORMED", { expected: "a time like 2024-01-02T03:04:05.5Z", text });
  }
  const seconds = BigInt(milliseconds) / 1000n;
  if (seconds < firstSecond) throw failure("WIRE_TIME_OUT_OF_RANGE", { what: "datetime", value: text });
  return create(TimestampSchema, { seconds, nanos: Number((parts?.[2] ?? "").padEnd(9, "0")) });
}

/** A Timestamp as RFC 3339 in UTC, without trailing zeros; WIRE_TIME_OUT_OF_RANGE. */
export function fromTimestamp({ seconds, nanos }: Timestamp): string {
  if (seconds < firstSecond || seconds > lastSecond || nanos < 0 || nanos > 999_999_999) {
    throw failure("WIRE_TIME_OUT_OF_RANGE", { what: "datetime", value: `${seconds}s ${nanos}ns` });
  }
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}${fraction(nanos)}Z`;
}

/** Milliseconds since the epoch as a Timestamp. */
export function toTimestampMs(milliseconds: number): Timestamp {
  const seconds = Math.floor(milliseconds / 1000);
  const nanos = Math.round((milliseconds - seconds * 1000) * 1e6);
  return create(TimestampSchema, { seconds: BigInt(seconds), nanos });
}

/** A Timestamp as milliseconds since the epoch. */
export function fromTimestampMs({ seconds, nanos }: Timestamp): number {
  return Number(seconds) * 1000 + nanos / 1e6;
}

/** Seconds with an `s` (`90s`, `0.5s`, `-1.5s`) as a Duration; WIRE_TEXT_MALFORMED, WIRE_TIME_OUT_OF_RANGE. */
export function toDuration(text: string): Duration {
  const parts = /^(-?)(\d+)(?:\.(\d{1,9}))?s$/.exec(text);
  if (parts === null) throw failure("WIRE_TEXT_MALFORMED", { expected: "a duration like 90s or 0.5s", text });
  const sign = parts[1] === "-" ? -1 : 1;
  const seconds = BigInt(sign) * BigInt(parts[2]!);
  const nanos = Number((parts[3] ?? "").padEnd(9, "0")) * sign;
  if (seconds > longest || seconds < -longest) {
    throw failure("WIRE_TIME_OUT_OF_RANGE", { what: "duration", value: text });
  }
  return create(DurationSchema, { seconds, nanos: nanos === 0 ? 0 : nanos });
}

/** A Duration as seconds with an `s`, without trailing zeros; WIRE_TIME_OUT_OF_RANGE. */
export function fromDuration({ seconds, nanos }: Duration): string {
  const mixed = (seconds > 0n && nanos < 0) || (seconds < 0n && nanos > 0);
  if (seconds > longest || seconds < -longest || Math.abs(nanos) > 999_999_999 || mixed) {
    throw failure("WIRE_TIME_OUT_OF_RANGE", { what: "duration", value: `${seconds}s ${nanos}ns` });
  }
  const size = seconds < 0n ? -seconds : seconds;
  return `${seconds < 0n || nanos < 0 ? "-" : ""}${size}${fraction(Math.abs(nanos))}s`;
}

function fraction(nanos: number): string {
  return nanos === 0 ? "" : `.${String(nanos).padStart(9, "0").replace(/0+$/, "")}`;
}
