import { suite } from "uvu";
import * as assert from "uvu/assert";
import { freeze } from "../../../lib/dag/index.js";
import { type Event, memoryCache } from "../../../lib/engine/index.js";
import { fakeClock } from "../../support/fake-clock.js";
import { play } from "../../support/fake-runner.js";
import { randomDag } from "../../support/random-dag.js";
import { randomRunner } from "../../support/random-runner.js";

const random = suite("lib/engine/random");

async function run(seed: number, delay: boolean) {
  const dag = freeze(randomDag(seed));
  const clock = fakeClock();
  const runner = randomRunner(dag);
  return await clock.until(
    play(dag, {}, { clock, runner, cache: memoryCache(), random: () => 0.5, ...(delay ? { onEvent: later } : {}) }),
  );
}

const later = async (_: Event) => {
  await Promise.resolve();
};

random("every random Dag runs to success, and twice the same way", async () => {
  for (let seed = 0; seed < 150; seed += 1) {
    const first = await run(seed, false);
    assert.is(first.phase, "SUCCEEDED", `seed ${seed}: ${first.error?.code} ${first.error?.message}`);
    assert.equal(first.events, (await run(seed, false)).events, `seed ${seed}`);
  }
});

random("a listener that takes its time changes neither outputs nor what is told of each node", async () => {
  for (let seed = 0; seed < 60; seed += 1) {
    const [quick, slow] = [await run(seed, false), await run(seed, true)];
    assert.equal(slow.outputs, quick.outputs, `seed ${seed}`);
    assert.equal([...slow.story].sort(), [...quick.story].sort(), `seed ${seed}`);
  }
});

random("positions in the history have no gaps, and a node's phases come in order", async () => {
  for (let seed = 0; seed < 60; seed += 1) {
    const { events } = await run(seed, true);
    assert.equal(
      events.map(({ seq }) => seq),
      [...events.keys()],
    );
    const nodes = new Map<string, string[]>();
    for (const event of events) {
      if (event.kind === "node") nodes.set(event.node, [...(nodes.get(event.node) ?? []), event.phase]);
    }
    for (const [node, phases] of nodes) {
      assert.match(phases.join(" "), /^(QUEUED (RUNNING )*)?(SUCCEEDED|SKIPPED)$/, `seed ${seed}, ${node}`);
    }
  }
});

random.run();
