import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { python, spawnEmulator } from "../support/spawned-emulator.js";
import { repository } from "../support/sources.js";

const gallery = suite("interop/gallery");

interface Seen {
  /** What the workflow gives where flytekit runs it itself, or what its failure must tell. */
  readonly expected: readonly unknown[] | string;
  readonly outputs?: readonly unknown[];
  readonly error?: string | null;
  readonly raised?: string;
  readonly logs?: string;
  readonly decks?: number;
}

gallery("workflows of every feature give what flytekit gives when it runs them itself", async () => {
  const emulator = await spawnEmulator();
  const file = join(emulator.folder, "seen.json");
  const words = ["run_gallery.py", emulator.endpoint, file];
  let seen: Readonly<Record<string, Seen>>;
  try {
    await python(words, { cwd: join(repository, "spec", "interop", "python") });
    seen = JSON.parse(readFileSync(file, "utf8"));
  } finally {
    await emulator.stop();
  }
  const other = Object.entries(seen).flatMap(([name, { expected, outputs, error, raised }]) => {
    const same =
      typeof expected === "string"
        ? error?.includes(expected) === true
        : JSON.stringify(outputs) === JSON.stringify(expected);
    return same ? [] : [{ name, expected, got: raised ?? error ?? outputs }];
  });
  assert.equal(other, []);
  assert.match(seen.failing?.logs ?? "", "tidied 2 fn0");
  assert.ok((seen.decks?.decks ?? 0) > 0);
  console.log(`${Object.keys(seen).length} workflows of the gallery are the same here and there`);
});

gallery.run();
