import { create } from "@bufbuild/protobuf";
import { type Timestamp, TimestampSchema } from "@bufbuild/protobuf/wkt";

const second = 1_000_000_000n;
const millisecond = 1_000_000n;

/** When something happened, and its position in the run's history. */
export interface Stamp {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly seq: number;
}

/**
 * A moment as the wire has it. The position in the run's history fills the digits below a millisecond, so that what
 * happened later also sorts later.
 */
export function stampOf({ at, seq }: Stamp): Timestamp {
  const nanos = BigInt(Math.floor(at)) * millisecond + BigInt(Math.min(seq, 999_999));
  return create(TimestampSchema, { seconds: nanos / second, nanos: Number(nanos % second) });
}
