import { suite } from "uvu";
import * as assert from "uvu/assert";
import { run } from "../../dsl/index.js";
import { standIn } from "../../dsl/testing/index.js";
import type { Clock, Event, TaskEvent } from "../../lib/engine/index.js";
import { ordersCsv } from "../../samples/02-etl/orders.js";
import { NightlyOrders } from "../../samples/02-etl/pipeline.js";
import { SumDay } from "../../samples/02-etl/tasks.js";
import { rejects } from "../support/expect.js";

const sample = suite("samples/02-etl");
const options = { state: "memory" } as const;
const firstTry = { busyFor: 0 } as const;

const takings = [
  { rank: 1, day: "2026-03-04", takings: 6150 },
  { rank: 2, day: "2026-03-02", takings: 2780 },
  { rank: 3, day: "2026-03-03", takings: 2405 },
];

sample("the orders become takings by day, the best day first", async () => {
  const { warehouse, total } = await run(NightlyOrders, firstTry, options);
  assert.equal(JSON.parse(await warehouse.text()), takings);
  const cents = ordersCsv
    .trim()
    .split("\n")
    .map((line) => Number(line.split(",")[2]));
  assert.is(
    total,
    cents.reduce((sum, each) => sum + each, 0),
  );
});

sample("a locked export is tried again after a backoff that doubles", async () => {
  const { clock, backoffs } = withoutBackoffs();
  const { events, onEvent } = taskEvents();
  const { total } = await run(NightlyOrders, { busyFor: 2 }, { ...options, clock, onEvent });
  assert.is(total, 11335);
  const ends = events.filter(({ node, phase }) => node === "extract" && /^(SUCCEEDED|FAILED)$/.test(phase));
  assert.equal(
    ends.map(({ attempt, phase, error }) => [attempt, phase, error?.code]),
    [
      [0, "FAILED", "EXPORT_LOCKED"],
      [1, "FAILED", "EXPORT_LOCKED"],
      [2, "SUCCEEDED", undefined],
    ],
  );
  assert.equal(backoffs, [200, 400]);
});

sample("an export that stays locked for four attempts fails the run with the task's own error", async () => {
  const { clock } = withoutBackoffs();
  const error = await rejects(run(NightlyOrders, { busyFor: 4 }, { ...options, clock }), "EXPORT_LOCKED");
  assert.match(error.message, "the export is still being written");
});

sample("a number of attempts below 0 never starts", async () => {
  await rejects(run(NightlyOrders, { busyFor: -1 }, options), "VALUE_RULE_BROKEN");
});

sample("every day is an element of the mapped step, and no more than two are at work at once", async () => {
  const { events, onEvent } = taskEvents();
  await run(NightlyOrders, firstTry, { ...options, onEvent });
  const ofDays = events.filter(({ node, element }) => node === "sum-day" && element !== undefined);
  assert.equal(new Set(ofDays.map(({ element }) => element)), new Set([0, 1, 2]));
  const atWork = new Set<number | undefined>();
  for (const { phase, element } of ofDays) {
    if (phase === "RUNNING") atWork.add(element);
    else if (phase === "SUCCEEDED") atWork.delete(element);
    assert.ok(atWork.size <= 2);
  }
});

sample("with a stand-in for the mapped step the others rank and load what it gives", async () => {
  const standIns = [standIn(SumDay, ({ day }) => ({ takings: day === "2026-03-03" ? 9 : 1 }))];
  const { warehouse, total } = await run(NightlyOrders, firstTry, { ...options, standIns });
  assert.is(total, 11);
  assert.equal(JSON.parse(await warehouse.text())[0], { rank: 1, day: "2026-03-03", takings: 9 });
});

sample.run();

function taskEvents() {
  const events: TaskEvent[] = [];
  const onEvent = (event: Event) => {
    if (event.kind === "task") events.push(event);
  };
  return { events, onEvent };
}

// Backoffs are over at once, and noted; the sleep that a timeout is lasts until what it watches has ended.
function withoutBackoffs() {
  const backoffs: number[] = [];
  const clock: Clock = {
    now: () => 0,
    async sleep(milliseconds, signal) {
      if (milliseconds < 10_000) backoffs.push(milliseconds);
      else if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve));
    },
  };
  return { clock, backoffs };
}
