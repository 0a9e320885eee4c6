import { create } from "@bufbuild/protobuf";
import { type Duration, DurationSchema, type Timestamp, TimestampSchema } from "@bufbuild/protobuf/wkt";

const second = 1_000_000_000n;

/** A moment or a span as nanoseconds. */
export function toNanos({ seconds, nanos }: Timestamp | Duration): bigint {
  return seconds * second + BigInt(nanos);
}

/** Milliseconds since the epoch, with a fraction, as a protobuf timestamp. */
export function toMoment(milliseconds: number): Timestamp {
  const whole = Math.floor(milliseconds / 1000);
  const nanos = Math.round((milliseconds - whole * 1000) * 1_000_000);
  return create(TimestampSchema, { seconds: BigInt(whole), nanos });
}

/** Time from one moment to another; negative when the second lies before the first. */
export function between(start: Timestamp, end: Timestamp): Duration {
  const span = toNanos(end) - toNanos(start);
  return create(DurationSchema, { seconds: span / second, nanos: Number(span % second) });
}
