import { suite } from "uvu";
import * as assert from "uvu/assert";
import { isCron } from "../../../../dsl/compile/3-check/cron.js";

const cron = suite("dsl/compile/3-check/cron");

cron("five fields of numbers, names, ranges, steps and lists are a schedule, and so are the aliases", () => {
  const schedules = [
    "* * * * *",
    "*/5 0-6/2 1,15 jan-MAR mon-fri",
    "59 23 31 12 7",
    "0 0 ? * 1/2",
    "@daily",
    "@hourly",
  ];
  assert.equal(
    schedules.filter((text) => !isCron(text)),
    [],
  );
});

cron("numbers out of range, ranges backwards, steps of nothing and other counts of fields are none", () => {
  const others = ["60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "5-1 * * * *", "*/0 * * * *"];
  const more = ["* * * *", "* * * * * *", "", "@sometimes", "a * * * *", "* * * mon *", "1- * * * *", "*-5 * * * *"];
  assert.equal([...others, ...more].filter(isCron), []);
});

cron.run();
