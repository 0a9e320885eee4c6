import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { python, spawnEmulator } from "../support/spawned-emulator.js";
import { repository } from "../support/sources.js";

const remote = suite("interop/remote");

remote("everything that FlyteRemote offers works", async () => {
  const emulator = await spawnEmulator();
  const words = ["remote_features.py", emulator.endpoint, emulator.folder];
  try {
    await python(words, { cwd: join(repository, "spec", "interop", "python") });
    assert.equal(JSON.parse(readFileSync(join(emulator.folder, "seen.json"), "utf8")), expected);
  } finally {
    await emulator.stop();
  }
});

const console = "/console/projects/flytesnacks/domains/development/executions/gated";
const expected = {
  task: "plain",
  workflow: "plain",
  fast: "fast",
  "active before": false,
  "active after": "plain",
  latest: "fast",
  lazy: "plain",
  "remote task": 3,
  "local task": 10,
  "local plan": 6,
  "local workflow": 18,
  options: [{ q: "w" }, { e: "r" }, 2, ["t"]],
  "reference task": 7,
  "reference workflow": 8,
  "reference plan": 8,
  uploaded: "NOTEDa\nb\n",
  "uploaded alone": "NOTEDonly\n",
  "listed alone": ["only"],
  table: 3,
  downloaded: ["g"],
  gated: [7, "it: 7", ["end-node", "n0", "n1", "n2", "n3", "n4", "n5", "start-node"]],
  terminated: "not needed",
  got: [5, 7],
  span: true,
  recent: 3,
  tasks: true,
  projects: ["flyteexamples", "flytesnacks", "flytetester"],
  domains: ["development", "staging", "production"],
  console,
  backfill: "filled",
};

remote.run();
