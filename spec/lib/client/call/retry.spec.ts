import { suite } from "uvu";
import * as assert from "uvu/assert";
import { patiently } from "../../../../lib/client/call/retry.js";
import { failure } from "../../../../lib/errors/index.js";
import { rejects } from "../../../support/expect.js";
import { skippingClock } from "../../../support/skipping-clock.js";

const patience = suite("lib/client/call/retry");

const down = () => failure("BACKEND_UNREACHABLE", { backend: "b", why: "down" });

patience("waits twice as long each time, five seconds at most, and gives what comes in the end", async () => {
  const { clock, slept } = skippingClock();
  let calls = 0;
  const work = async () => {
    calls += 1;
    if (calls < 9) throw down();
    return "up";
  };
  assert.is(await patiently(work, { forMs: 60_000, clock }), "up");
  assert.equal(slept, [100, 200, 400, 800, 1600, 3200, 5000, 5000]);
});

patience("gives up with the last error once the time is over", async () => {
  const { clock, slept } = skippingClock();
  await rejects(
    patiently(() => Promise.reject(down()), { forMs: 1_000, clock }),
    "BACKEND_UNREACHABLE",
  );
  assert.equal(slept, [100, 200, 400]);
});

patience("does not repeat what another try cannot help", async () => {
  const { clock, slept } = skippingClock();
  const refused = failure("BACKEND_REFUSED", { backend: "b", doing: "start", why: "no" });
  await rejects(
    patiently(() => Promise.reject(refused), { forMs: 1_000, clock }),
    "BACKEND_REFUSED",
  );
  assert.equal(slept, []);
});

patience.run();
