import { suite } from "uvu";
import * as assert from "uvu/assert";
import { oneSeed } from "./one-seed.js";

// A few of the seeds that `npm run chaos` runs.

const chaos = suite("chaos");

for (const seed of [0, 1, 4]) {
  chaos(`seed ${seed}: what is disturbed comes to the same, and nothing is done twice`, async () => {
    const { error, faults } = await oneSeed(seed);
    if (error !== undefined) throw error;
    assert.ok(faults.length > 0);
  });
}

chaos("a seed replays exactly: the same faults, events and bodies", async () => {
  const [once, again] = [await oneSeed(5), await oneSeed(5)];
  assert.is(once.error, undefined);
  assert.equal(again, once);
});

chaos.run();
