import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { emulatorCommand } from "../../../dsl/cli/commands/emulator.js";
import { rejects } from "../../support/expect.js";
import { repository } from "../../support/sources.js";

const starting = suite("dsl/cli/emulator");

const options = { port: "0", state: "memory", onStop: "abort", json: false } as const;

starting("a certificate and its key belong together", async () => {
  const half = await rejects(emulatorCommand({ ...options, tlsKey: "key.pem" }), "COMMAND_USAGE_WRONG");
  assert.match(half.message, "--tls-cert is missing");
});

starting("files and tokens that protect nothing are told before anything is served", async () => {
  const cert = join(repository, "spec", "golden", "tls", "cert.pem");
  await rejects(emulatorCommand({ ...options, tlsCert: cert, tlsKey: cert }), "EMULATOR_TLS_FILE_UNFIT");
  await rejects(emulatorCommand({ ...options, token: "short" }), "EMULATOR_TOKEN_UNFIT");
});

starting("limits are whole numbers", async () => {
  const error = await rejects(emulatorCommand({ ...options, maxMessage: "4MiB" }), "COMMAND_COUNT_MALFORMED");
  assert.match(error.message, "--max-message");
});

starting("what no flag says is as configured", async () => {
  const folder = mkdtempSync(join(tmpdir(), "flytepath-emulator-"));
  const config = join(folder, "config.json");
  const say = (value: object) => writeFileSync(config, JSON.stringify(value));
  try {
    say({ server: { host: "192.0.2.1" } });
    await rejects(emulatorCommand({ ...options, config }), "EMULATOR_HOST_UNKNOWN");
    say({ server: { host: "192.0.2.1", tls: { cert: "none.pem", key: "none.pem" } } });
    const missing = await rejects(emulatorCommand({ ...options, config }), "EMULATOR_TLS_FILE_UNFIT");
    assert.match(missing.message, join(folder, "none.pem"));
    say({ platform: { taskResources: { limits: { cpu: "many" } } } });
    const wrong = await rejects(emulatorCommand({ ...options, config }), "EMULATOR_SETTING_WRONG");
    assert.match(wrong.message, "taskResources.limits.cpu");
    const flag = emulatorCommand({ ...options, config, taskLimits: "cpu=1", token: "short" });
    await rejects(flag, "EMULATOR_TOKEN_UNFIT");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

starting.run();
