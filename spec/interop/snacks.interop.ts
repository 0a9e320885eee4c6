import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { python, type SpawnedEmulator, spawnEmulator } from "../support/spawned-emulator.js";
import { repository } from "../support/sources.js";

const snacks = suite<{ emulator: SpawnedEmulator }>("interop/snacks");

interface Seen {
  readonly phase: number;
  readonly error: string | null;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly nodes: Readonly<Record<string, number>>;
  readonly children: Readonly<Record<string, readonly string[]>>;
  readonly logs: readonly string[];
  readonly cache: readonly number[];
  readonly decks: readonly boolean[];
}

const [succeeded, failed] = [4, 6];
const cwd = join(repository, "spec", "interop", "python");

snacks.before(async (context) => {
  context.emulator = await spawnEmulator();
});
snacks.after(({ emulator }) => emulator.stop());

snacks("FlyteRemote registers what flytekit users write, runs it, and looks into every node", async ({ emulator }) => {
  const file = join(emulator.folder, "seen.json");
  await python(["run_snacks.py", emulator.endpoint, file], { cwd });
  const seen = JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<string, Seen>>;
  const { records, data, logic, careful, pickles, failing, decked, hasty } = seen;
  const phases = Object.entries(seen).map(([name, { phase }]) => [name, phase]);
  const expected = Object.keys(seen).map((name) => [name, name === "failing" ? failed : succeeded]);
  assert.equal(phases, expected);
  assert.equal([records?.outputs.o1, records?.outputs.o2], [13, 7.5]);
  assert.match(String(records?.outputs.o0), "names=['q']");
  const files = ["0.txt", "1.txt", "2.txt", "sub/z.txt"];
  assert.equal(data?.outputs, { o0: 3, o1: "a,b\n0,x\n1,x\n2,x\n", o2: files });
  assert.equal(logic?.outputs, { o0: 17, o1: 18, o2: 36, o3: 49 });
  assert.is(logic?.children.n0?.length, 7);
  const [miss, hit] = [3, 2];
  assert.equal(careful?.cache.slice(0, 2), [miss, hit]);
  assert.is(careful?.outputs.o0, careful?.outputs.o1);
  assert.is(careful?.outputs.o2, 2);
  assert.equal(pickles?.outputs, { o0: 8 });
  assert.match(failing?.error ?? "", "broken on purpose");
  assert.match(failing?.logs.join("") ?? "", "cleaned up after 1");
  assert.ok(decked?.decks.includes(true));
  assert.equal(hasty?.outputs, { o0: 38 });
});

snacks("pyflyte registers twice, runs remotely, and tells what failed", async ({ emulator }) => {
  const env = { FLYTE_PLATFORM_URL: emulator.endpoint, FLYTE_PLATFORM_INSECURE: "true" };
  const pyflyte = ["-m", "flytekit.clis.sdk_in_container.pyflyte"];
  const register = [...pyflyte, "register", "--project", "flytesnacks", "--domain", "development", "--version", "r1"];
  for (let time = 0; time < 2; time += 1) {
    assert.match(await python([...register, "snacks.py"], { cwd, env }), "Successfully registered");
  }
  const run = [...pyflyte, "run", "--remote", "--wait", "--poll-interval", "1", "snacks.py"];
  assert.match(await python([...run, "pickles", "--v", "4"], { cwd, env }), "has succeeded");
  const said = await python([...run, "failing"], { cwd, env }).catch((error: Error) => error.message);
  assert.match(said, "broken on purpose");
});

snacks.run();
