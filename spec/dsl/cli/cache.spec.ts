import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { command, jsonLines, startCommand } from "../../support/command.js";

const cache = suite("dsl/cli/cache");
const folder = mkdtempSync(join(tmpdir(), "flytepath-cli-cache-"));
const state = ["--state", join(folder, "state")];
const file = "spec/dsl/cli/pipelines/cached.ts";
const table = join(folder, "table.csv");
const cached = (id: string, n: number) =>
  command("run", file, "--n", String(n), "--table", table, "--run-id", id, ...state, "--json");
const explain = async (target: string, env = {}) =>
  (await startCommand(["cache", "explain", target, "counted", ...state], env).finished).stdout;

writeFileSync(table, "a,b");

cache("a run takes what an earlier process left, and a miss is explained in the author's names", async () => {
  assert.is((await cached("one", 1)).code, 0);
  assert.match(await explain("one"), /^counted was not cached: nothing of the task counted was\n$/);
  const second = jsonLines((await cached("two", 1)).stdout);
  assert.ok(second.some(({ node, cache: status }) => node === "counted" && status === "HIT"));
  assert.match(await explain("two"), /^counted took what counted of one gave on /);
  await cached("three", 2);
  const differs =
    /^counted was not cached; it differed from what counted of one gave on .* in\n {2}its input n: 1, now 2\n$/;
  assert.match(await explain("three"), differs);
  assert.match(await explain(file), /^counted would take what counted of three gave on /);
  const version = /^counted would not be cached; .* in\n {2}the version of its cache: 1, now 2\n$/;
  assert.match(await explain(file, { CACHED_VERSION: "2" }), version);
});

cache(
  "cached outputs are replaced or left aside where the command says so, also by whoever resumes or repeats it",
  async () => {
    const told = async (id: string, ...flags: string[]) => {
      const { code, stdout, stderr } = await command(
        ...["run", file, "--n", "7", "--table", table, "--run-id", id, ...state, "--json", ...flags],
      );
      assert.is(code, 0, stderr);
      return jsonLines(stdout).flatMap(({ node, cache: status }) =>
        node === "counted" && status !== undefined ? [status] : [],
      );
    };
    assert.equal(await told("first"), ["POPULATED"]);
    assert.equal(await told("again"), ["HIT"]);
    assert.equal(await told("anew", "--overwrite-cache"), ["POPULATED"]);
    assert.equal(await told("apart", "--no-cache"), []);
    const rerun = jsonLines((await command("rerun", "anew", "--run-id", "anew-2", ...state, "--json")).stdout);
    assert.ok(rerun.some(({ node, cache: status }) => node === "counted" && status === "POPULATED"));
    const both = await command("run", file, "--n", "7", "--table", table, "--no-cache", "--overwrite-cache", ...state);
    assert.equal([both.code, /--no-cache keeps no outputs/.test(both.stderr)], [2, true], both.stderr);
  },
);

cache("a file that was changed in place counts as changed", async () => {
  writeFileSync(table, "a,b,c");
  await cached("four", 1);
  const { stdout } = await command("cache", "explain", "four", "counted", ...state, "--json");
  const { hit, changed } = jsonLines(stdout).at(-1) as { hit: boolean; changed: readonly { part: string }[] };
  assert.equal([hit, changed.map(({ part }) => part)], [false, ["inputs.table"]]);
  assert.match(await explain("four"), /the content of its input table: /);
});

cache("what is kept is listed and forgotten", async () => {
  assert.match((await command("cache", "list", ...state)).stdout, / {2}counted {2}version 1 {2}by counted of four\n/);
  assert.match((await command("cache", "clear", ...state)).stdout, /^forgot the outputs of \d steps?\n$/);
  assert.match((await command("cache", "list", ...state)).stderr, /^nothing is cached in /);
  const none = join(folder, "none");
  assert.is((await command("cache", "list", "--state", none)).code, 0);
  assert.not.ok(existsSync(none), "looking makes no folder");
});

cache("what cannot be explained is told by name", async () => {
  const code = async (...args: string[]) => {
    const { stdout } = await command("cache", "explain", ...args, "--json");
    return (jsonLines(stdout).at(-1)!.error as { code: string }).code;
  };
  assert.is(await code("one", "plain", ...state), "COMMAND_STEP_UNCACHED");
  assert.is(await code("one", "nothing", ...state), "RUN_STEP_UNKNOWN");
  assert.is(await code("nobody", "counted", ...state), "JOURNAL_RUN_UNKNOWN");
  assert.is(await code(file, "counted", "--state", join(folder, "none")), "COMMAND_PIPELINE_NEVER_RAN");
});

cache.after(() => rmSync(folder, { recursive: true, force: true }));
cache.run();
