import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readConfig } from "../../../dsl/cli/read-config.js";
import { throws } from "../../support/expect.js";

const config = suite<{ folder: string }>("dsl/cli/read-config");

config.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), "flytepath-spec-"));
});
config.after.each(({ folder }) => rmSync(folder, { recursive: true }));

function written(folder: string, value: unknown): string {
  const file = join(folder, "config.json");
  writeFileSync(file, typeof value === "string" ? value : JSON.stringify(value));
  return file;
}

config("folders are those beside the file", ({ folder }) => {
  const images = [{ image: "a:*", venv: ".venv", path: ["/bin"], env: { A: "b" }, cwd: "src", engine: "docker" }];
  const { containers } = readConfig(
    written(folder, { containers: { engine: "podman", images, atOnce: 2, enforceMemory: false } }),
  );
  const rule = { image: "a:*", venv: join(folder, ".venv"), path: ["/bin"], env: { A: "b" }, cwd: join(folder, "src") };
  assert.equal(containers, {
    engine: "podman",
    images: [{ ...rule, engine: "docker" }],
    atOnce: 2,
    enforceMemory: false,
  });
});

config("nothing needs to be said", ({ folder }) => {
  assert.equal(readConfig(), { containers: {} });
  assert.equal(readConfig(written(folder, {})), { containers: {} });
});

config("each mistake is told with its place and what is expected there", ({ folder }) => {
  const mistakes: readonly (readonly [unknown, string])[] = [
    [[], "the file in"],
    [{ image: 1 }, "image in"],
    [{ containers: { engine: "lxc" } }, "containers.engine in"],
    [{ containers: { atOnce: 0 } }, "containers.atOnce in"],
    [{ containers: { enforceMemory: "no" } }, "containers.enforceMemory in"],
    [{ containers: { images: {} } }, "containers.images in"],
    [{ containers: { images: [{}] } }, "containers.images[0].image in"],
    [{ containers: { images: [{ image: "a", venv: 1 }] } }, "containers.images[0].venv in"],
    [{ containers: { images: [{ image: "a", path: "b" }] } }, "containers.images[0].path in"],
    [{ containers: { images: [{ image: "a", env: { B: 1 } }] } }, "containers.images[0].env.B in"],
    [{ containers: { images: [{ image: "a", python: "x" }] } }, "containers.images[0].python in"],
  ];
  for (const [value, place] of mistakes) {
    const { message } = throws(() => readConfig(written(folder, value)), "COMMAND_CONFIG_WRONG");
    assert.ok(message.includes(place), message);
  }
  throws(() => readConfig(written(folder, "{")), "COMMAND_FILE_UNREADABLE");
  throws(() => readConfig(join(folder, "none.json")), "COMMAND_FILE_UNREADABLE");
});

config.run();
