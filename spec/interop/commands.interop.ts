import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { python, type SpawnedEmulator, spawnEmulator } from "../support/spawned-emulator.js";
import { repository } from "../support/sources.js";

const commands = suite<{ emulator: SpawnedEmulator }>("interop/commands");

const cwd = join(repository, "spec", "interop", "python");
const where = ["--project", "flytesnacks", "--domain", "development"];

async function pyflyte({ endpoint }: SpawnedEmulator, ...args: readonly string[]): Promise<string> {
  const env = { FLYTE_PLATFORM_URL: endpoint, FLYTE_PLATFORM_INSECURE: "true" };
  return await python(["-m", "flytekit.clis.sdk_in_container.pyflyte", ...args], { cwd, env });
}

commands.before(async (context) => {
  context.emulator = await spawnEmulator();
});
commands.after(({ emulator }) => emulator.stop());

commands(
  "pyflyte switches plans, lists them, fills in what a schedule missed, and measures runs",
  async ({ emulator }) => {
    const plan = ["scheduled.nightly", "s1"];
    await pyflyte(emulator, "register", ...where, "--version", "s1", "scheduled.py");
    assert.match(await pyflyte(emulator, "launchplan", ...where, "--activate", ...plan), "ACTIVE");
    assert.match(await pyflyte(emulator, "get", "launchplan", ...where, "--active-only"), "0 3 * * *");
    const days = ["--from-date", "2024-01-01", "--backfill-window", "2d", "--version", "b1", "-n", "filled"];
    assert.match(await pyflyte(emulator, "backfill", ...where, ...days, ...plan), "executions/filled");
    assert.match(await pyflyte(emulator, "launchplan", ...where, "--deactivate", ...plan), "INACTIVE");
    const run = ["run", "--remote", "--wait", "--poll-interval", "1", "--name", "measured", "scheduled.py", "report"];
    assert.match(await pyflyte(emulator, ...run), "has succeeded");
    const outputs = await pyflyte(emulator, "fetch", "flyte://v1/flytesnacks/development/measured/n0/o");
    assert.match(outputs, "2024-01-02");
    assert.match(await pyflyte(emulator, "metrics", ...where, "dump", "measured"), "TASK_RUNTIME");
  },
);

commands("a package is registered as flytectl registers it, and runs", async ({ emulator }) => {
  const file = join(emulator.folder, "package.tgz");
  const source = ["--fast", "--image", "example/image:1", "--output", file, "--source", cwd];
  await pyflyte(emulator, "--pkgs", "scheduled", "package", "--force", ...source);
  const name = (await python(["register_package.py", emulator.endpoint, file], { cwd })).trim();
  const again = [
    "run",
    "--wait",
    "--poll-interval",
    "1",
    "remote-launchplan",
    "scheduled.report:p1",
    "--at",
    "2024-01-01",
  ];
  assert.match(await pyflyte(emulator, ...again), "has succeeded");
  assert.match(name, /^a[a-z0-9]{19}$/);
});

commands("pyflyte brings a token over TLS, and is refused with another one", async () => {
  const tls = join(repository, "spec", "golden", "tls");
  const [cert, key] = [join(tls, "cert.pem"), join(tls, "key.pem")];
  const token = "one-secret-of-this-spec";
  const emulator = await spawnEmulator([], ["--token", token, "--tls-cert", cert, "--tls-key", key]);
  const pass = async (secret: string) => {
    const file = join(emulator.folder, `${secret}.yaml`);
    const admin = {
      endpoint: `dns:///${emulator.endpoint}`,
      insecure: false,
      caCertFilePath: cert,
      authType: "ExternalCommand",
      command: ["echo", secret],
    };
    // JSON is YAML as well.
    writeFileSync(file, JSON.stringify({ admin }));
    const words = ["--config", file, "run", "--remote", "--wait", "--poll-interval", "1", "scheduled.py", "report"];
    return await python(["-m", "flytekit.clis.sdk_in_container.pyflyte", ...words], { cwd });
  };
  try {
    assert.match(await pass(token), "has succeeded");
    const refused = await pass("another-secret-than-that").catch((error: Error) => error.message);
    assert.match(refused, "UNAUTHENTICATED");
  } finally {
    await emulator.stop();
  }
});

commands.run();
