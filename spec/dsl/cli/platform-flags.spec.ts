import { suite } from "uvu";
import * as assert from "uvu/assert";
import { platformOf } from "../../../dsl/cli/platform-flags.js";
import { throws } from "../../support/expect.js";

const flags = suite("dsl/cli/platform-flags");

flags("amounts are read by name", () => {
  const platform = platformOf({
    taskDefaults: "cpu=500m, memory=1Gi",
    taskLimits: "cpu=2,memory=4Gi,gpu=5,ephemeral-storage=20Mi",
    maxParallelism: "7",
    storagePrefix: "uploads",
    cacheMaxAge: "30d",
    cacheMaxEntries: "5",
  });
  assert.equal(platform, {
    taskResources: {
      defaults: { cpu: "500m", memory: "1Gi" },
      limits: { cpu: "2", memory: "4Gi", gpu: "5", ephemeralStorage: "20Mi" },
    },
    maxParallelism: 7,
    storagePrefix: "uploads",
    cache: { maxAge: "30d", maxEntries: 5 },
  });
});

flags("what no flag says is as configured", () => {
  const taskResources = { defaults: { cpu: "1" }, limits: { cpu: "2" } };
  const configured = { taskResources, maxParallelism: 3, cache: { maxAge: "1d", maxEntries: 5 } };
  assert.equal(platformOf({}, configured), configured);
  assert.equal(
    platformOf({ taskLimits: "memory=1Gi", maxParallelism: "0", storagePrefix: "a", cacheMaxAge: "2d" }, configured),
    {
      taskResources: { defaults: { cpu: "1" }, limits: { memory: "1Gi" } },
      maxParallelism: 0,
      storagePrefix: "a",
      cache: { maxAge: "2d", maxEntries: 5 },
    },
  );
});

flags("what is no amount is refused with its flag", () => {
  for (const taskLimits of ["cpu", "cpu=", "disk=1Gi", "cpu=1=2", ""]) {
    assert.match(throws(() => platformOf({ taskLimits }), "COMMAND_USAGE_WRONG").message, /--task-limits/);
  }
  throws(() => platformOf({ maxParallelism: "-1" }), "COMMAND_COUNT_MALFORMED");
});

flags.run();
