import { suite } from "uvu";
import * as assert from "uvu/assert";
import { killSeed } from "./kill-seeds.js";

const kill = suite("chaos/kill");

kill("a process that is killed by SIGKILL at seeded points is carried on by the next one", async () => {
  assert.ok((await killSeed(1)).length > 0);
});

kill.run();
