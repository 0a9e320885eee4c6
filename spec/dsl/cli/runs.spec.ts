import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { command, jsonLines, startCommand } from "../../support/command.js";
import { within } from "../../support/expect.js";

const runs = suite("dsl/cli/runs");
const folder = mkdtempSync(join(tmpdir(), "flytepath-runs-"));
const state = ["--state", join(folder, "state")];
const done = join(folder, "done");
const file = "spec/dsl/cli/pipelines/durable.ts";
const start = (id: string, until = done) =>
  startCommand(["run", file, "Durable", "--n", "4", "--until", until, "--run-id", id, ...state, "--json"]);
const result = (stdout: string) => jsonLines(stdout).at(-1)!;

writeFileSync(done, "");

// Ends a run by SIGKILL while its slow step runs.
async function killed(id: string): Promise<void> {
  rmSync(done, { force: true });
  const { child, said, finished } = start(id);
  await within(20_000, said("slow 5"));
  child.kill("SIGKILL");
  await finished;
}

runs("a run that was killed is shown as interrupted and resumed: finished steps are not run again", async () => {
  await killed("one");
  const listed = await command("runs", "list", ...state);
  assert.match(listed.stdout, /one +durable +RUNNING \(interrupted\)/);
  writeFileSync(done, "");
  const resumed = await command("resume", ...state, "--json");
  assert.is(resumed.code, 0, resumed.stderr);
  const lines = jsonLines(resumed.stdout);
  assert.equal(lines.at(-1)?.outputs, { n: 51 });
  assert.not.ok(
    lines.some(({ node }) => node === "quick"),
    "the first step had succeeded",
  );

  const shown = await command("runs", "show", "one", ...state);
  assert.match(shown.stdout, /slow +SUCCEEDED.*\n +attempt 1 +LOST.*\n +attempt 2 +SUCCEEDED/);
  const told = jsonLines((await command("runs", "show", "one", ...state, "--json")).stdout);
  assert.equal(
    told.map(({ kind, name }) => name ?? kind),
    ["quick", "slow", "last", "result"],
  );
  assert.equal(
    (told[1]!.attempts as readonly { lost?: boolean }[]).map(({ lost }) => lost === true),
    [true, false],
  );
  const logs = await command("runs", "logs", "one", "slow", "--attempt", "2", ...state);
  assert.match(logs.stdout, /^.* slow#2 {2}slow 5\n$/);
});

runs("the same command with the same id goes on, and gives what has ended again", async () => {
  await killed("two");
  writeFileSync(done, "");
  const first = await start("two").finished;
  assert.equal(result(first.stdout).outputs, { n: 51 }, first.stderr);
  const again = await start("two").finished;
  assert.equal(jsonLines(again.stdout), [{ kind: "result", run: "two", phase: "SUCCEEDED", outputs: { n: 51 } }]);
  const other = await command(
    "run",
    file,
    "Durable",
    "--n",
    "5",
    "--until",
    done,
    "--run-id",
    "two",
    ...state,
    "--json",
  );
  assert.is(other.code, 2);
  assert.is((result(other.stdout).error as { code: string }).code, "RUN_ID_TAKEN");
});

runs("a run is repeated from a step, and every past output is there", async () => {
  const rerun = await command("rerun", "two", "--from", "last", "--run-id", "three", ...state, "--json");
  assert.is(rerun.code, 0, rerun.stderr);
  const phases = jsonLines(rerun.stdout).flatMap(({ kind, node, phase }) =>
    kind === "node" ? [`${node} ${phase}`] : [],
  );
  assert.equal(
    phases.filter((line) => line.includes("RECOVERED")),
    ["quick RECOVERED", "slow RECOVERED"],
  );
  assert.equal(result((await command("outputs", "three", "slow", ...state, "--json")).stdout).outputs, { n: 50 });
  assert.is((await command("outputs", "three", ...state)).stdout, "n  51\n");
});

runs("a failure is told with its error, its place and its mend, also when it is asked for again", async () => {
  writeFileSync(done, "");
  const fails = ["run", file, "Durable", "--n", "13", "--until", done, "--run-id", "unlucky", ...state];
  const [first, again] = [await command(...fails), await command(...fails)];
  const shown = await command("runs", "show", "unlucky", ...state);
  assert.equal([first.code, again.code, shown.code], [1, 1, 0]);
  for (const text of [first.stderr, again.stderr, shown.stdout]) {
    assert.match(text, /Error: thirteen\n +at Quick\.run \(spec\/dsl\/cli\/pipelines\/durable\.ts:\d+:\d+\)/);
  }
  const json = result((await command("runs", "show", "unlucky", ...state, "--json")).stdout);
  assert.is((json.error as { message: string }).message, "thirteen");
});

runs("an abort reaches the process that runs", async () => {
  rmSync(done, { force: true });
  const going = start("four");
  await within(20_000, going.said("slow 5"));
  const refused = await start("four").finished;
  assert.is((result(refused.stdout).error as { code: string }).code, "JOURNAL_RUN_HELD");
  const aborted = await command("runs", "abort", "four", "--cause", "too dear", ...state, "--json");
  assert.is(result(aborted.stdout).phase, "ABORTED", aborted.stderr);
  const { code, stdout } = await going.finished;
  assert.is(code, 130);
  assert.is(result(stdout).cause, "too dear");
});

runs("an interrupted run is aborted without its code", async () => {
  await killed("five");
  const aborted = await command("runs", "abort", "five", ...state);
  assert.is(aborted.stdout, "five: ABORTED\n", aborted.stderr);
  const shown = await command("runs", "show", "five", ...state);
  assert.match(shown.stdout, /slow +ABORTED/);
  assert.match(shown.stdout, /ABORTED: aborted by the user/);
});

runs("a gate gets its value from another command", async () => {
  const going = startCommand(["run", file, "Gated", "--n", "1", "--run-id", "six", ...state, "--json"]);
  await within(20_000, going.said('"node":"ship-it","specNode":"ship-it"'));
  const unknown = await command("runs", "signal", "six", "ship-me", ...state);
  assert.match(unknown.stderr, "[COMMAND_GATE_UNKNOWN] six has no gate ship-me; its gates are ship-it");
  const given = await command("runs", "signal", "six", "ship-it", ...state);
  assert.is(given.code, 0, given.stderr);
  assert.equal(result((await within(20_000, going.finished)).stdout).outputs, { n: 2 });
});

runs("logs tell how attempts failed, and that there is nothing to tell", async () => {
  const { stdout } = await command("runs", "logs", "unlucky", ...state);
  assert.match(stdout, /^.* last#1 {2}FAILED: thirteen$|quick#1 {2}FAILED: thirteen$/m);
  const quiet = await command("runs", "logs", "unlucky", "--attempt", "9", ...state);
  assert.equal([quiet.stdout, quiet.stderr], ["", "unlucky 9: nothing was logged\n"]);
});

runs("an ended run takes no signals and no other repeats, and an abort changes nothing of it", async () => {
  const refused = await command("runs", "signal", "six", "ship-it", ...state);
  assert.equal([refused.code, /\[COMMAND_RUN_ENDED\] six has ended: it is SUCCEEDED/.test(refused.stderr)], [2, true]);
  assert.is((await command("runs", "abort", "six", ...state)).stdout, "six: SUCCEEDED, as before\n");
  const taken = await command("rerun", "two", "--failed", "--run-id", "unlucky", ...state);
  assert.equal([taken.code, /\[RUN_ID_TAKEN\]/.test(taken.stderr)], [2, true], taken.stderr);
  const again = await command("rerun", "two", "--from", "last", "--run-id", "three", ...state);
  assert.equal([again.code, /three has ended before/.test(again.stderr)], [0, true], again.stderr);
});

runs("what is not there is told by name", async () => {
  const code = async (...args: string[]) => {
    const { stdout, code: exit } = await command(...args, "--json");
    return [(result(stdout).error as { code: string }).code, exit];
  };
  assert.equal(await code("runs", "show", "nobody", ...state), ["JOURNAL_RUN_UNKNOWN", 2]);
  assert.equal(await code("runs", "show", "nobody", "--state", join(folder, "empty")), ["JOURNAL_RUN_UNKNOWN", 2]);
  assert.not.ok(existsSync(join(folder, "empty")), "looking makes no folder");
  assert.equal(await code("outputs", "one", "nothing", ...state), ["RUN_STEP_UNKNOWN", 2]);
  assert.equal(await code("outputs", "five", ...state), ["COMMAND_OUTPUTS_MISSING", 2]);
  assert.equal(await code("rerun", "one", "--file", "gone.ts", ...state), ["COMMAND_RUN_CODE_UNKNOWN", 2]);
  assert.equal(await code("resume", "--state", join(folder, "empty")), ["COMMAND_NOTHING_TO_RESUME", 2]);
});

runs("runs are deleted with what they left", async () => {
  const { stdout } = await command("runs", "delete", "one", "two", "unlucky", ...state, "--json");
  assert.equal(result(stdout).deleted, ["one", "two", "unlucky"]);
  const left = jsonLines((await command("runs", "list", "--pipeline", "durable", ...state, "--json")).stdout);
  assert.equal(
    left.map(({ id, runs: count }) => id ?? count),
    ["five", "four", "three", 3],
  );
});

runs.after(() => rmSync(folder, { recursive: true, force: true }));
runs.run();
