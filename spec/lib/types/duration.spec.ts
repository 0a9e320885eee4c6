import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  Duration,
  readDatetime,
  readDuration,
  toDate,
  toMilliseconds,
  writeDatetime,
} from "../../../lib/types/index.js";
import { throws } from "../../support/expect.js";

const times = suite("lib/types/duration");

const spans: Readonly<Record<string, string>> = {
  "1h30m": "5400s",
  "5m": "300s",
  "90s": "90s",
  "250ms": "0.25s",
  "0.5s": "0.5s",
  ".5s": "0.5s",
  "2d": "172800s",
  "-1.5h": "-5400s",
  "1h-": "",
  "1ns": "0.000000001s",
  "-1ns": "-0.000000001s",
  "0": "0s",
  "315576000000.999999999s": "",
  "315576000000s": "315576000000s",
  "": "",
  "5": "",
  "5 m": "",
  m: "",
  "1h 5m": "",
  "1.2.3s": "",
};

for (const [text, canonical] of Object.entries(spans)) {
  times(`the duration ${JSON.stringify(text)} is ${canonical === "" ? "refused" : canonical}`, () => {
    if (canonical === "") throws(() => readDuration(text), "VALUE_DURATION_MALFORMED");
    else assert.is(readDuration(text), canonical);
  });
}

times("a duration is made of parts", () => {
  assert.is(Duration.of({ hours: 1, minutes: 30, milliseconds: 5 }).toString(), "5400.005s");
  assert.is(Duration.of({ seconds: 0.1 }).toString(), "0.1s");
  assert.is(Duration.of({ days: -1 }).toString(), "-86400s");
  assert.is(Duration.of({}).toMilliseconds(), 0);
  throws(() => Duration.of({ seconds: Number.NaN }), "VALUE_DURATION_MALFORMED");
  throws(() => Duration.of({ days: 1e12 }), "VALUE_DURATION_MALFORMED");
});

times("milliseconds keep their fraction", () => {
  assert.is(toMilliseconds("0.0005s"), 0.5);
  assert.is(toMilliseconds("90s"), 90_000);
  assert.is(JSON.stringify(Duration.parse("90s")), '"90s"');
});

const moments: Readonly<Record<string, string>> = {
  "2024-01-31": "2024-01-31T00:00:00Z",
  "2024-01-31T12:00:00Z": "2024-01-31T12:00:00Z",
  "2024-01-31T12:00:00+01:00": "2024-01-31T11:00:00Z",
  "2024-01-31 12:00": "2024-01-31T12:00:00Z",
  "2024-01-31T12:00:00.123456789Z": "2024-01-31T12:00:00.123456789Z",
  "2024-01-31T12:00:00.500000-0330": "2024-01-31T15:30:00.5Z",
  "1969-12-31T23:59:59.999999999Z": "1969-12-31T23:59:59.999999999Z",
  "0001-01-01T00:00:00Z": "0001-01-01T00:00:00Z",
  "0001-01-01T00:00:00+01:00": "",
  "9999-12-31T23:59:59-01:00": "",
  "2024-02-30": "",
  "2023-02-29": "",
  "2024-01-31T25:00:00Z": "",
  "31.01.2024": "",
  yesterday: "",
};

for (const [text, canonical] of Object.entries(moments)) {
  times(`the moment ${text} is ${canonical === "" ? "refused" : canonical}`, () => {
    if (canonical === "") throws(() => readDatetime(text), "VALUE_DATETIME_MALFORMED");
    else assert.is(readDatetime(text), canonical);
  });
}

times("a Date is written to the millisecond", () => {
  for (const time of [0, 1, -1, 999, -999, 1_700_000_000_123, -62_135_596_800_000]) {
    assert.is(toDate(writeDatetime(new Date(time))).getTime(), time);
  }
});

times.run();
