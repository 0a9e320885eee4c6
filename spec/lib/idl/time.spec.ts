import { create } from "@bufbuild/protobuf";
import { DurationSchema, TimestampSchema } from "@bufbuild/protobuf/wkt";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  fromDuration,
  fromTimestamp,
  fromTimestampMs,
  toDuration,
  toTimestamp,
  toTimestampMs,
} from "../../../lib/idl/index.js";
import { throws } from "../../support/expect.js";

const time = suite("lib/idl/time");

time("a time keeps its nanoseconds and drops trailing zeros", () => {
  assert.is(fromTimestamp(toTimestamp("2024-01-02T03:04:05.000000006Z")), "2024-01-02T03:04:05.000000006Z");
  assert.is(fromTimestamp(toTimestamp("2024-01-02T03:04:05.250Z")), "2024-01-02T03:04:05.25Z");
  assert.is(fromTimestamp(toTimestamp("2024-01-02T03:04:05.000Z")), "2024-01-02T03:04:05Z");
});

time("a duration keeps its sign below one second", () => {
  assert.is(fromDuration(toDuration("-0.5s")), "-0.5s");
  assert.is(fromDuration(toDuration("5400s")), "5400s");
});

time("milliseconds since the epoch survive, also before it", () => {
  for (const at of [0, 1_700_000_000_123, -1, -62135596800000]) assert.is(fromTimestampMs(toTimestampMs(at)), at);
});

time("text that is no time or duration is refused", () => {
  for (const text of ["yesterday", "2024-01-02", "2024-13-02T03:04:05Z", "2024-01-02T03:04:05+01:00"]) {
    throws(() => toTimestamp(text), "WIRE_TEXT_MALFORMED");
  }
  for (const text of ["5m", "s", "1.s", "1e3s"]) throws(() => toDuration(text), "WIRE_TEXT_MALFORMED");
});

time("what protobuf cannot hold is refused in both directions", () => {
  throws(() => toTimestamp("0000-01-01T00:00:00Z"), "WIRE_TIME_OUT_OF_RANGE");
  throws(() => fromTimestamp(create(TimestampSchema, { seconds: 253402300800n })), "WIRE_TIME_OUT_OF_RANGE");
  throws(() => toDuration("315576000001s"), "WIRE_TIME_OUT_OF_RANGE");
  throws(() => fromDuration(create(DurationSchema, { seconds: 1n, nanos: -1 })), "WIRE_TIME_OUT_OF_RANGE");
});

time.run();
