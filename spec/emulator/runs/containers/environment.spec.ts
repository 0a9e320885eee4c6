import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inherited } from "../../../../emulator/runs/containers/environment.js";
import { contained, scripted } from "../../../support/contained.js";

const environment = suite("emulator/runs/containers/environment");

const base = { PATH: process.env.PATH, HOME: "/home/me", _FSEC_G_ONE: "1", _FSEC_TWO: "2", FLYTE_ATTEMPT_NUMBER: "9" };
const nothing = { interface: { inputs: {}, outputs: {} } };

function seen(log: string): Readonly<Record<string, string>> {
  return Object.fromEntries(log.split("\n").flatMap((line) => (line.includes("=") ? [line.split(/=(.*)/s, 2)] : [])));
}

environment(
  "a task learns who it is; its own variables win over the emulator's, the execution's over all",
  async () => {
    const home = contained(
      { environment: { ...base, COLOUR: "red" } },
      { envs: { FLYTE_INTERNAL_TASK_VERSION: "other" } },
    );
    const container = { image: "i", command: ["env"], args: [], env: [{ key: "COLOUR", value: "green" }] };
    await home.run({ ...scripted("", nothing), container }, { attempt: { attempt: 2 } });
    const { PATH: _, TMPDIR: tmp, PWD: __, ...rest } = seen(home.log(2));
    assert.ok(tmp?.includes("flytepath-"));
    const { FLYTE_SECRETS_DEFAULT_DIR: ___, FLYTEPATH_STARTED_BY: mark, ...told } = rest;
    assert.is(mark, home.root);
    assert.equal(told, {
      HOME: "/home/me",
      COLOUR: "green",
      FLYTE_PLATFORM_URL: "127.0.0.1:30080",
      FLYTE_PLATFORM_INSECURE: "true",
      FLYTE_INTERNAL_EXECUTION_WORKFLOW: "flytesnacks:development:flow",
      FLYTE_INTERNAL_EXECUTION_ID: "run-1",
      FLYTE_INTERNAL_EXECUTION_PROJECT: "flytesnacks",
      FLYTE_INTERNAL_EXECUTION_DOMAIN: "development",
      FLYTE_ATTEMPT_NUMBER: "2",
      FLYTE_INTERNAL_TASK_PROJECT: "flytesnacks",
      FLYTE_INTERNAL_TASK_DOMAIN: "development",
      FLYTE_INTERNAL_TASK_NAME: "scripted",
      FLYTE_INTERNAL_TASK_VERSION: "other",
    });
    home.remove();
  },
);

environment("a task is given the secrets that it asks for, from variables and files, and no other", async () => {
  const files = contained();
  mkdirSync(join(files.root, "g", "v1"), { recursive: true });
  writeFileSync(join(files.root, "g", "v1", "three"), "3");
  const home = contained({ environment: { ...base, FLYTE_SECRETS_DEFAULT_DIR: files.root } });
  const secrets = [
    { group: "g", key: "one", envVar: "MY_ONE" },
    { group: "G", groupVersion: "v1", key: "THREE", mount: "env" },
    { key: "missing" },
  ] as const;
  const script = `env; echo FILE=$(cat $FLYTE_SECRETS_DEFAULT_DIR/g/one); ls $FLYTE_SECRETS_DEFAULT_DIR/g`;
  await home.run(scripted(script, { ...nothing, security: { secrets } }));
  const { _FSEC_G_ONE, _FSEC_TWO, _FSEC_G_V1_THREE, MY_ONE, FILE } = seen(home.log());
  assert.equal(
    { _FSEC_G_ONE, _FSEC_TWO, _FSEC_G_V1_THREE, MY_ONE, FILE },
    {
      _FSEC_G_ONE: "1",
      _FSEC_TWO: undefined,
      _FSEC_G_V1_THREE: "3",
      MY_ONE: "1",
      FILE: "1",
    },
  );
  assert.not.match(home.log(), /^v1$/m);
  home.remove();
  files.remove();
});

environment("a Python environment and folders of an image's rule are looked into first", () => {
  const { PATH, VIRTUAL_ENV } = inherited({ PATH: "/usr/bin" }, { venv: "/venv", path: ["/tools"] });
  assert.equal([PATH, VIRTUAL_ENV], ["/venv/bin:/tools:/usr/bin", "/venv"]);
  assert.equal(inherited({}, {}), { PATH: "" });
});

environment("the template of a task lies beside its inputs where its command names it", async () => {
  const home = contained();
  await home.run(scripted(`cp {{.taskTemplatePath}} ${home.root}/task`, nothing));
  assert.match(readFileSync(join(home.root, "task"), "latin1"), "scripted");
  home.remove();
});

environment.run();
