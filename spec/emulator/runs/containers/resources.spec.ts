import { existsSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { memoryBound, settleAll, settleResources } from "../../../../emulator/runs/containers/settle-resources.js";
import { TaskError } from "../../../../lib/errors/index.js";
import { contained, scripted } from "../../../support/contained.js";
import { rejects, within } from "../../../support/expect.js";

const resources = suite("emulator/runs/containers/resources");

const none = { defaults: {}, limits: {} };

resources("who asks for nothing gets the platform's defaults, as requests and limits", () => {
  const platform = { defaults: { cpu: "500m", memory: "1Gi", gpu: "1" }, limits: {} };
  assert.equal(settleResources({}, platform), {
    requests: { cpu: "500m", memory: "1Gi" },
    limits: { cpu: "500m", memory: "1Gi" },
  });
  assert.equal(settleResources({}, none), { requests: {}, limits: {} });
});

resources("what is asked for is the limit where none is named, and a limit is asked for where nothing is", () => {
  assert.equal(settleResources({ requests: { cpu: "1" }, limits: { memory: "2Gi" } }, none), {
    requests: { cpu: "1", memory: "2Gi" },
    limits: { cpu: "1", memory: "2Gi" },
  });
});

resources("nothing is above the platform's limit, nor a request above its limit", () => {
  const platform = { defaults: {}, limits: { cpu: "2", memory: "1Gi", ephemeralStorage: "1Gi" } };
  const asked = { cpu: "4", memory: "900Mi", ephemeralStorage: "2Gi" };
  assert.equal(settleResources({ requests: asked, limits: { memory: "800Mi", cpu: "0" } }, platform), {
    requests: { cpu: "2", memory: "800Mi", ephemeralStorage: "1Gi" },
    limits: { cpu: "2", memory: "800Mi", ephemeralStorage: "1Gi" },
  });
});

resources("containers beside a task's own are given nothing that they do not ask for", () => {
  const platform = { defaults: { memory: "1Gi" }, limits: { memory: "2Gi" } };
  const container = { image: "i", command: [], args: [], env: {} };
  const wanted = {
    ...container,
    resources: {},
    companions: {
      before: [{ ...container, stays: false, resources: {} }],
      beside: [
        { ...container, resources: {} },
        { ...container, resources: { requests: { memory: "4Gi" } } },
      ],
    },
  };
  const { companions, ...own } = settleAll(wanted, platform);
  assert.equal(own.resources.limits, { memory: "1Gi" });
  assert.equal(companions?.before[0]?.resources.limits, { memory: "1Gi" });
  assert.equal(
    companions?.beside.map((each) => each.resources),
    [
      { requests: {}, limits: {} },
      { requests: { memory: "2Gi" }, limits: {} },
    ],
  );
});

resources("memory is bounded by limits that somebody named, and not by what is merely asked for", () => {
  const platform = { defaults: { memory: "1Gi" }, limits: { memory: "4Gi" } };
  assert.is(memoryBound({ requests: { memory: "64Mi" } }, none), undefined);
  assert.is(memoryBound({ requests: { memory: "64Mi" } }, platform), "4Gi");
  assert.is(memoryBound({ limits: { memory: "64Mi" } }, platform), "64Mi");
  assert.is(memoryBound({ limits: { memory: "8Gi" } }, platform), "4Gi");
  assert.is(memoryBound({}, platform), "1Gi");
});

const hungry = "x=$(head -c 60000000 /dev/zero | tr '\\0' x); sleep 20";
const nothing = { interface: { inputs: {}, outputs: {} } };
const container = (memory: string) => ({
  image: "example:1",
  command: ["sh", "-c", hungry],
  args: [],
  resources: { limits: { memory } },
});

if (existsSync("/proc/self/smaps_rollup")) {
  resources("processes that use more memory than their limit are killed, as the user's fault", async () => {
    const home = contained();
    const task = scripted("", { ...nothing, container: container("20Mi") });
    const error = await within(15_000, rejects(home.run(task), "OOMKilled"));
    assert.equal(
      [error instanceof TaskError && error.origin, error instanceof TaskError && error.retryable],
      ["user", true],
    );
    assert.match(error.message, "terminated with exit code (137). Reason [OOMKilled]");
    home.remove();
  });

  resources("a platform's default is a limit, too; where memory is not bounded, none holds", async () => {
    const platform = { defaults: { memory: "20Mi" }, limits: {} };
    const bare = (script: string) => ({ image: "example:1", command: ["sh", "-c", script], args: [] });
    const home = contained({}, { resources: platform });
    await within(15_000, rejects(home.run(scripted("", { ...nothing, container: bare(hungry) })), "OOMKilled"));
    home.remove();
    const free = contained({ enforceMemory: false }, { resources: platform });
    const task = scripted("", { ...nothing, container: bare(hungry.replace("sleep 20", "sleep 1")) });
    assert.equal(await within(15_000, free.run(task)), { outputs: {} });
    free.remove();
  });
}

resources.run();
