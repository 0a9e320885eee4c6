import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openEmulator } from "../../../emulator/index.js";
import { folderBlobs } from "../../../lib/blobs/index.js";
import { platform } from "../../conformance/platform.js";
import { replay } from "../../conformance/replay.js";
import type { Step } from "../../conformance/step.js";
import { dump } from "../../support/dump.js";
import { goldenLines } from "../../support/golden.js";

const reopen = suite("emulator/state/reopen");

const folder = mkdtempSync(join(tmpdir(), "flytepath-reopen-"));
reopen.after(() => rmSync(folder, { recursive: true, force: true }));

function emulatorIn(name: string) {
  const blobs = folderBlobs(join(folder, name), { uris: "path" });
  const database = join(folder, name, "emulator.db");
  return openEmulator({ executor: "external", platform, blobs, database });
}

for (const name of [
  "01-projects",
  "02-tasks",
  "04-launch-plans",
  "06-attributes",
  "08-executions",
  "09-events",
  "10-signals",
]) {
  reopen(`an emulator that is opened again knows all that it knew after the calls of ${name}`, async () => {
    const first = emulatorIn(name);
    const { url } = await first.listen({ port: 0 });
    const { transport } = first.backend;
    await replay(goldenLines<Step>(`flyteadmin/${name}.jsonl`), { transport, url, bucket: join(folder, name, "data") });
    const before = await dump(transport);
    await first.close();
    const second = emulatorIn(name);
    assert.equal(await dump(second.backend.transport), before);
    assert.ok(before.length > 50);
    await second.close();
  });
}

reopen.run();
