import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type FaultKind, faultKinds } from "../../dsl/testing/index.js";
import { oneSeed } from "./one-seed.js";

// A few of the seeds that `npm run chaos` runs: each scenario, and each kind of fault.

const chaos = suite("chaos");

const made = new Set<FaultKind>();

for (const seed of [0, 1, 2, 4, 5, 9, 10, 19, 38, 118]) {
  chaos(`seed ${seed}: what is disturbed comes to the same, and nothing is done twice`, async () => {
    const { error, faults } = await oneSeed(seed);
    if (error !== undefined) throw error;
    assert.ok(faults.length > 0);
    for (const { kind } of faults) made.add(kind);
  });
}

chaos("every kind of fault was made", () => {
  const missing = faultKinds.filter((kind) => !made.has(kind));
  assert.equal(missing, []);
});

for (const seed of [6, 7]) {
  chaos(`seed ${seed}: replayed, it is the same exactly, faults, events and bodies`, async () => {
    const [once, again] = [await oneSeed(seed), await oneSeed(seed)];
    assert.is(once.error, undefined);
    assert.equal(again, once);
  });
}

chaos.run();
