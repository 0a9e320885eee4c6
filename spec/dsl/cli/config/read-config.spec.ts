import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readConfig } from "../../../../dsl/cli/config/index.js";
import { rejects } from "../../../support/expect.js";

const config = suite<{ folder: string }>("dsl/cli/config/read-config");

config.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), "flytepath-spec-"));
});
config.after.each(({ folder }) => rmSync(folder, { recursive: true }));

function written(folder: string, value: unknown, name = "config.json"): string {
  const file = join(folder, name);
  writeFileSync(file, typeof value === "string" ? value : JSON.stringify(value));
  return file;
}

config("folders are those beside the file", async ({ folder }) => {
  const images = [{ image: "a:*", venv: ".venv", path: ["/bin"], env: { A: "b" }, cwd: "src", engine: "docker" }];
  const tls = { cert: "cert.pem", key: "/etc/key.pem" };
  const { containers, server } = await readConfig(
    written(folder, { containers: { engine: "podman", images, atOnce: 2, enforceMemory: false }, server: { tls } }),
  );
  const rule = { image: "a:*", venv: join(folder, ".venv"), path: ["/bin"], env: { A: "b" }, cwd: join(folder, "src") };
  assert.equal(containers, {
    engine: "podman",
    images: [{ ...rule, engine: "docker" }],
    atOnce: 2,
    enforceMemory: false,
  });
  assert.equal(server, { tls: { cert: join(folder, "cert.pem"), key: "/etc/key.pem" } });
});

const whole = {
  platform: {
    taskResources: { defaults: { cpu: "500m" }, limits: { memory: "4Gi", gpu: "1", ephemeralStorage: "1Gi" } },
    maxParallelism: 7,
    storagePrefix: "uploads",
    cache: { maxAge: "30d", maxEntries: 1000 },
  },
  server: {
    port: 0,
    host: "0.0.0.0",
    names: ["flyte.example"],
    origins: ["*"],
    limits: { message: 8, upload: 64, requests: 10 },
  },
};

const forms: Readonly<Record<string, string>> = {
  "a.json": JSON.stringify(whole),
  "a.mjs": `export default ${JSON.stringify(whole)};`,
  "b.mjs": `export const platform = ${JSON.stringify(whole.platform)};\nexport const { server } = ${JSON.stringify(whole)};`,
  "a.ts": `interface Whole { readonly platform: object }\nexport default ${JSON.stringify(whole)} satisfies Whole;`,
};

for (const [name, text] of Object.entries(forms)) {
  config(`a file may be JSON or a module: ${name}`, async ({ folder }) => {
    assert.equal(await readConfig(written(folder, text, name)), { containers: {}, ...whole });
  });
}

config("nothing needs to be said", async ({ folder }) => {
  const nothing = { containers: {}, platform: {}, server: {} };
  assert.equal(await readConfig(), nothing);
  assert.equal(await readConfig(written(folder, {})), nothing);
});

config("the folder's own file is found, and there is one", async ({ folder }) => {
  const before = process.cwd();
  process.chdir(folder);
  try {
    written(folder, "export const server = { port: 1 };", "flytepath.config.mjs");
    assert.equal((await readConfig()).server, { port: 1 });
    written(folder, {}, "flytepath.config.json");
    const { message } = await rejects(readConfig(), "COMMAND_CONFIG_WRONG");
    assert.match(message, "flytepath.config.mjs");
    assert.match(message, "flytepath.config.json");
  } finally {
    process.chdir(before);
  }
});

config("each mistake is told with its place and what is expected there", async ({ folder }) => {
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
    [{ platform: { maxParalelism: 1 } }, "platform.maxParalelism in"],
    [{ platform: { maxParallelism: "1" } }, "platform.maxParallelism in"],
    [{ platform: { taskResources: { limits: { disk: "1Gi" } } } }, "platform.taskResources.limits.disk in"],
    [{ platform: { taskResources: { defaults: { cpu: 1 } } } }, "platform.taskResources.defaults.cpu in"],
    [{ platform: { cache: { maxAge: 30 } } }, "platform.cache.maxAge in"],
    [{ platform: { cache: { maxEntries: 0 } } }, "platform.cache.maxEntries in"],
    [{ server: { token: "a-secret-of-some-length" } }, "server.token in"],
    [{ server: { port: 70_000 } }, "server.port in"],
    [{ server: { tls: { cert: "a.pem" } } }, "server.tls.key in"],
    [{ server: { origins: "*" } }, "server.origins in"],
    [{ server: { names: [1] } }, "server.names[0] in"],
    [{ server: { limits: { message: "4MiB" } } }, "server.limits.message in"],
  ];
  for (const [value, place] of mistakes) {
    const { message } = await rejects(readConfig(written(folder, value)), "COMMAND_CONFIG_WRONG");
    assert.ok(message.includes(place), message);
  }
  await rejects(readConfig(written(folder, "{")), "COMMAND_FILE_UNREADABLE");
  await rejects(readConfig(join(folder, "none.json")), "COMMAND_FILE_UNREADABLE");
  await rejects(readConfig(join(folder, "none.ts")), "COMMAND_FILE_UNREADABLE");
  await rejects(readConfig(written(folder, "throw new Error('no');", "no.mjs")), "COMMAND_FILE_FAILED");
  const unknown = await rejects(readConfig(written(folder, { platfrom: {} })), "COMMAND_CONFIG_WRONG");
  assert.match(unknown.message, "expected one of containers, platform, server");
});

config.run();
