import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { python, type SpawnedEmulator, spawnEmulator } from "../support/spawned-emulator.js";
import { repository } from "../support/sources.js";

// The program itself, which PyPI does not have: `FLYTECTL` names one, or the PATH has it.
const program = process.env.FLYTECTL ?? "flytectl";

interface Context {
  emulator: SpawnedEmulator;
  ctl(...words: readonly string[]): Promise<string>;
  refused(...words: readonly string[]): Promise<string>;
}

const flytectl = suite<Context>("interop/flytectl");
const cwd = join(repository, "spec", "interop", "python");
const there = ["-p", "flytesnacks", "-d", "development"];

flytectl.before(async (context) => {
  context.emulator = await spawnEmulator();
  const { folder, endpoint } = context.emulator;
  const config = join(folder, "flytectl.yaml");
  writeFileSync(config, `admin:\n  endpoint: dns:///${endpoint}\n  insecure: true\n`);
  context.ctl = async (...words) => {
    // It keeps what it asked GitHub for in its home.
    const how = { cwd: folder, env: { ...process.env, HOME: folder } };
    const running = promisify(execFile)(program, ["--config", config, ...words], how);
    running.child.stdin?.end();
    const { stdout } = await running;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal
    return stdout.replaceAll(/\u001b\[[0-9;]*m/g, "");
  };
  context.refused = async (...words) => {
    try {
      return `it succeeded: ${await context.ctl(...words)}`;
    } catch (error) {
      return (error as Error).message;
    }
  };
  const source = ["--image", "example/image:1", "--source", cwd];
  for (const [file, ...more] of [["fast.tgz", "--fast"], ["plain.tgz"]]) {
    const words = ["--pkgs", "pipelines", "--pkgs", "scheduled", "--pkgs", "snacks", "package", "--force"];
    const output = ["--output", join(folder, file!)];
    await python(["-m", "flytekit.clis.sdk_in_container.pyflyte", ...words, ...more, ...source, ...output], { cwd });
  }
});
flytectl.after(({ emulator }) => emulator.stop());

flytectl(
  "projects are made from words and files, changed, archived, filtered and paged",
  async ({ ctl, refused, emulator }) => {
    assert.match(await ctl("create", "project", "--id", "ctl", "--name", "ctl", "--labels", "a=b"), "successfully");
    assert.match(await refused("create", "project", "--id", "ctl", "--name", "ctl"), "AlreadyExists");
    writeFileSync(join(emulator.folder, "project.yaml"), "id: filed\nname: filed\ndescription: of a file\n");
    assert.match(await ctl("create", "project", "--file", "project.yaml"), "successfully");
    assert.match(await ctl("update", "project", "-p", "ctl", "--description", "new", "--force"), "updated");
    assert.match(await ctl("update", "project", "-p", "ctl", "--archive", "--force"), "updated");
    assert.is((await ctl("get", "project", "ctl", "-o", "yaml")).trim(), "");
    assert.match(await ctl("update", "project", "-p", "ctl", "--activate", "--force"), "updated");
    assert.match(await ctl("get", "project", "ctl", "-o", "json"), '"id": "ctl"');
    assert.match(await ctl("get", "project", "--filter.fieldSelector", "project.name=filed"), "1 rows");
    const page = ["--filter.sortBy", "name", "--filter.asc", "--filter.limit", "1", "--filter.page", "2"];
    assert.match(await ctl("get", "project", ...page), "filed");
  },
);

flytectl(
  "packages are registered, fast and plain, as archives, files and by address",
  async ({ ctl, refused, emulator }) => {
    assert.match(await ctl("register", "files", "--archive", "fast.tgz", ...there, "--version", "v1"), "56 rows");
    assert.match(await ctl("register", "files", "--archive", "fast.tgz", ...there, "--version", "v1"), "AlreadyExists");
    const other = ["register", "files", "--archive", "plain.tgz", ...there, "--version"];
    assert.match(await refused(...other, "v1"), "different structure");
    assert.match(await refused(...other, "v1", "--continueOnError"), "doubled task with different structure");
    mkdirSync(join(emulator.folder, "files"));
    execFileSync("tar", ["xzf", "plain.tgz", "-C", "files"], { cwd: emulator.folder });
    const files = execFileSync("ls", [join(emulator.folder, "files")], { encoding: "utf8" })
      .trim()
      .split("\n");
    const roles = ["--k8sServiceAccount", "sa", "--assumableIamRole", "arn", "--enableSchedule"];
    const paths = files.map((file) => join("files", file));
    assert.match(await ctl("register", "files", ...paths, ...there, "--version", "v2", ...roles), "56 rows");
    const plan = JSON.parse(
      await ctl("get", "launchplan", ...there, "scheduled.nightly", "--version", "v2", "-o", "json"),
    );
    assert.is(plan.closure.state, "ACTIVE");
    assert.is(plan.spec.securityContext.runAs.k8sServiceAccount, "sa");
  },
);

flytectl("what is registered is got by name, version, filter and order, and drawn", async ({ ctl, refused }) => {
  assert.match(await ctl("get", "task", ...there, "snacks.square", "--latest"), "v2");
  const squares = ["--filter.fieldSelector", "task.name in (snacks.square;snacks.add),task.version=v1"];
  assert.match(await ctl("get", "task", ...there, ...squares, "--filter.sortBy", "name"), "2 rows");
  assert.match(await refused("get", "task", ...there, "nosuch"), "no tasks retrieved");
  assert.match(await ctl("get", "workflow", ...there, "--filter.fieldSelector", "name=snacks.logic"), "1 rows");
  assert.match(await ctl("get", "workflow", ...there, "snacks.records", "--version", "v1", "-o", "dot"), "n0->n2");
  assert.match(await ctl("get", "launchplan", ...there, "--workflow", "snacks.sub"), "snacks.sub_lp");
  const plan = ["update", "launchplan", ...there, "scheduled.nightly", "--version", "v1", "--force"];
  assert.match(await ctl(...plan, "--activate"), "updated");
  assert.match(await ctl(...plan, "--deactivate"), "updated");
  for (const kind of ["task-meta", "workflow-meta", "launchplan-meta"]) {
    const name = { "task-meta": "snacks.square", "workflow-meta": "snacks.sub", "launchplan-meta": "snacks.sub" }[
      kind
    ]!;
    assert.match(await ctl("update", kind, ...there, name, "--description", "told", "--force"), "updated");
  }
});

flytectl(
  "executions are made from files, relaunched, recovered, ended, archived and looked into",
  async ({ ctl, refused, emulator }) => {
    const make = async (kind: string, name: string, ...more: readonly string[]) => {
      await ctl("get", kind, ...there, name, "--version", "v1", "--execFile", `${name}.yaml`);
      return await ctl("create", "execution", ...there, "--execFile", `${name}.yaml`, ...more);
    };
    assert.match(await make("task", "snacks.square", "one"), 'name:"one"');
    assert.match(await make("launchplan", "snacks.records", "records"), 'name:"records"');
    assert.match(await make("launchplan", "snacks.failing", "failing"), 'name:"failing"');
    assert.match(await make("launchplan", "snacks.logic", "ended"), 'name:"ended"');
    await ctl("delete", "execution", ...there, "ended");
    const phase = async (name: string) =>
      JSON.parse(await ctl("get", "execution", ...there, name, "-o", "json")).closure.phase as string;
    const ended = async (name: string) => {
      let now = await phase(name);
      while (now !== "SUCCEEDED" && now !== "FAILED" && now !== "ABORTED") now = await phase(name);
      return now;
    };
    assert.is(await ended("ended"), "ABORTED");
    assert.match(await refused("delete", "execution", ...there, "ended"), "already terminated");
    assert.is(await ended("one"), "SUCCEEDED");
    assert.is(await ended("records"), "SUCCEEDED");
    assert.is(await ended("failing"), "FAILED");
    assert.match(await ctl("create", "execution", ...there, "--relaunch", "one", "again"), 'name:"again"');
    assert.match(await ctl("create", "execution", ...there, "--recover", "failing", "healed"), 'name:"healed"');
    assert.is(await ended("again"), "SUCCEEDED");
    assert.is(await ended("healed"), "FAILED");
    const details = await ctl("get", "execution", ...there, "records", "--details");
    for (const part of ["n0 - SUCCEEDED", "Attempt :0", "URI :http://", "end-node"]) assert.match(details, part);
    const node = JSON.parse(await ctl("get", "execution", ...there, "records", "--nodeID", "n1", "-o", "json"));
    assert.is(node[0].outputs.total, 10);
    const failed = [
      "--filter.fieldSelector",
      "execution.phase in (FAILED;ABORTED)",
      "--filter.sortBy",
      "execution_name",
    ];
    assert.match(await ctl("get", "execution", ...there, ...failed), "snacks.failing");
    assert.match(await ctl("update", "execution", ...there, "one", "--archive", "--force"), "EXECUTION_ARCHIVED");
    assert.match(await ctl("get", "execution", ...there, "--filter.fieldSelector", "execution.state=1"), "one");
    assert.match(readFileSync(join(emulator.folder, "snacks.square.yaml"), "utf8"), "x: 0");
  },
);

const attributes = {
  "task-resource-attribute": 'defaults: {cpu: "1"}\nlimits: {cpu: "2"}',
  "cluster-resource-attribute": "attributes: {foo: bar}",
  "execution-queue-attribute": "tags: [foo, bar]",
  "execution-cluster-label": "value: foo",
  "plugin-override": "overrides: [{task_type: python_task, plugin_id: [p1], missing_plugin_behavior: 1}]",
  "workflow-execution-config": "max_parallelism: 5",
};

flytectl(
  "attributes of domains and workflows are set, got into files and deleted",
  async ({ ctl, refused, emulator }) => {
    for (const [kind, text] of Object.entries(attributes)) {
      const here = ["-p", "flytetester", "-d", "staging"];
      const scope = "project: flytetester\ndomain: staging\n";
      writeFileSync(join(emulator.folder, `${kind}.yaml`), `${scope}${text}\n`);
      writeFileSync(join(emulator.folder, `${kind}-of.yaml`), `${scope}workflow: one.two\n${text}\n`);
      await ctl("update", kind, "--attrFile", `${kind}-of.yaml`, "--force");
      await ctl("update", kind, "--attrFile", `${kind}.yaml`, "--force");
      assert.match(await ctl("get", kind, ...here, "one.two"), '"workflow":"one.two"');
      assert.match(await ctl("get", kind, ...here, "--attrFile", `got-${kind}.yaml`), "wrote the config");
      assert.match(readFileSync(join(emulator.folder, `got-${kind}.yaml`), "utf8"), "project: flytetester");
      await ctl("delete", kind, ...here, "one.two");
      await ctl("delete", kind, "--attrFile", `${kind}.yaml`);
      // What remains is what holds for everybody.
      if (kind !== "workflow-execution-config") assert.match(await refused("get", kind, ...here), "not found");
    }
  },
);

if (isThere()) {
  flytectl.run();
} else {
  const without = suite("interop/flytectl");
  without(`nothing is tried, since there is no ${program}: FLYTECTL names one`, () => undefined);
  without.run();
}

function isThere(): boolean {
  try {
    execFileSync(program, ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
