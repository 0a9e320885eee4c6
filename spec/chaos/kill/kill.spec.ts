import { suite } from "uvu";
import * as assert from "uvu/assert";
import { killSeed } from "./kill-seeds.js";

// A few of the seeds that `npm run chaos` runs: a failure while executions are on Flyte, and a run that is aborted once it is dead.

const kill = suite("chaos/kill");

kill("a process that is killed by SIGKILL at seeded points is carried on by the next one", async () => {
  assert.ok((await killSeed(11)).length > 1);
});

kill("a run whose process was killed is ended by `flytepath runs abort`, with all that it has on Flyte", async () => {
  assert.ok((await killSeed(14)).length > 0);
});

kill.run();
