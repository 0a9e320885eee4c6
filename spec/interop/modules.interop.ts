import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { layOutGolden } from "../support/golden-folder.js";
import { python, spawnEmulator } from "../support/spawned-emulator.js";
import { repository } from "../support/sources.js";

const modules = suite("interop/modules");

modules("every case of the 28 golden modules ends as expected, and as a real Flyte reported it", async () => {
  const folder = join(repository, ".interop", "golden");
  layOutGolden(folder);
  const emulator = await spawnEmulator([folder]);
  const only = (process.env.INTEROP_MODULES ?? "").split(",").filter((name) => name !== "");
  const words = [
    "run_cases.py",
    "--endpoint",
    emulator.endpoint,
    "--real",
    ...only.flatMap((name) => ["--only", name]),
  ];
  const said = await python(words, { cwd: folder }).catch((error: Error) => error.message);
  await emulator.stop();
  const total = /^(\d+) passed, (\d+) failed$/m.exec(said);
  console.log(`run_cases.py: ${total?.[0] ?? "no total"}`);
  if (total?.[2] !== "0") console.log(said);
  assert.is(total?.[2], "0");
  if (only.length === 0) assert.is(total?.[1], "105");
});

modules.run();
