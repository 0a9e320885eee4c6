import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { command, jsonLines, startCommand } from "../../support/command.js";
import { within } from "../../support/expect.js";

const running = suite("dsl/cli/run");
const sample = "samples/01-diabetes/pipeline.ts";
const troubled = "spec/dsl/cli/pipelines/troubled.ts";
const run = (pipeline: string, ...args: string[]) => command("run", troubled, pipeline, "--text", "abc", ...args);

running("the sample ends with its outputs on stdout and its steps on stderr", async () => {
  const { code, stdout, stderr } = await command("run", sample, "ExampleFlyte");
  assert.is(code, 0, stderr);
  assert.match(stdout, /^model +memory:\/\/.*model\.json\naccuracy +0\.7238658777120316\nsummary +72\.4 % right/);
  assert.match(
    stderr,
    /✔ diabetes-predictions +SUCCEEDED[\s\S]*✔ flyte-sensor[\s\S]*✔ report[\s\S]*ExampleFlyte +SUCCEEDED/,
  );
});

running("flags and an inputs file give the inputs, and flags win", async () => {
  const folder = mkdtempSync(join(tmpdir(), "flytepath-spec-"));
  const file = join(folder, "inputs.yaml");
  writeFileSync(file, "test_split_ratio: 0.5\nseed: 7\n");
  const { stdout } = await command("run", sample, "ExampleFlyte", "--inputs", file, "--seed", "5", "--json");
  rmSync(folder, { recursive: true });
  const lines = jsonLines(stdout);
  assert.equal(lines[0]?.inputs, { test_split_ratio: 0.5, seed: 5 });
  const result = lines.at(-1)!;
  assert.is(result.phase, "SUCCEEDED");
  assert.equal((result.outputs as { accuracy: number }).accuracy, 0.7630208333333334);
});

running(
  "the Flyte side of a pipeline is registered on the embedded emulator where the command names its file",
  async () => {
    const folder = "samples/04-when-things-go-wrong";
    const study = ["run", `${folder}/pipeline.ts`, "--trials", "2", "--rounds", "2"];
    const { code, stdout, stderr } = await command(...study, "--register", `${folder}/workflow.ts`);
    assert.is(code, 0, stderr);
    assert.match(stdout, /in 2 trials/);
    const elsewhere = await command(...study, "--register", `${folder}/workflow.ts`, "--backend", "grpc://localhost:1");
    assert.equal(
      [elsewhere.code, /--register is for the embedded/.test(elsewhere.stderr)],
      [2, true],
      elsewhere.stderr,
    );
  },
);

running("the help of `run` needs no file, and running nothing is refused", async () => {
  const help = await command("run", "--help");
  assert.equal([help.code, help.stdout.startsWith("Usage: flytepath run <file> [pipeline]")], [0, true]);
  assert.equal([(await command("run")).code, (await command("run", "--help", "nothing.ts")).code], [2, 2]);
});

running("with --json stdout holds one event a line and the result last", async () => {
  const { code, stdout, stderr } = await command("run", troubled, "Repeating", "--count", "2", "--json");
  assert.is(code, 0);
  assert.is(stderr, "");
  const lines = jsonLines(stdout);
  assert.equal(
    lines.map(({ kind, phase, node }) => [kind, node, phase].filter((part) => part !== undefined).join(" ")),
    [
      "run RUNNING",
      "node repeat QUEUED",
      "task repeat QUEUED",
      "node repeat RUNNING",
      "task repeat RUNNING",
      "task repeat SUCCEEDED",
      "node repeat SUCCEEDED",
      "run SUCCEEDING",
      "run SUCCEEDED",
      "result SUCCEEDED",
    ],
  );
  assert.equal(lines.at(-1)?.outputs, { text: "xx" });
});

running("--help tells flag, type, default, description and rules of every input", async () => {
  const { code, stdout } = await command("run", troubled, "Repeating", "--help");
  assert.is(code, 0);
  assert.match(stdout, "Usage: flytepath run");
  assert.match(
    stdout,
    /--count <int> +how many \(default 3; .*must not be greater than 9.*must not be less than 1.*\)/,
  );
});

running("an error that a task throws is told with the author's own line first, and exits with 1", async () => {
  const { code, stderr } = await run("Throwing");
  assert.is(code, 1);
  assert.match(
    stderr,
    /throws failed\nRangeError: cannot take abc\n {2}at Throws\.run \(spec\/dsl\/cli\/pipelines\/troubled\.ts:\d+:\d+\)\n$/,
  );
});

running(
  "a thrown value that is no error, a result of the wrong shape and a task that never settles are told apart",
  async () => {
    const [text, shape, hung] = await Promise.all([run("ThrowingText"), run("GivingNumber"), run("Unsettled")]);
    assert.match(text.stderr, /throws-text failed[\s\S]*abc/);
    assert.match(shape.stderr, /gives-number failed\n\[VALUE_TYPE_MISMATCH\] expected string, got 3/);
    assert.match(
      hung.stderr,
      /never-settles failed\n\[TASK_TIMED_OUT\] never-settles took longer than its timeout of 100ms/,
    );
    assert.equal([text.code, shape.code, hung.code], [1, 1, 1]);
  },
);

running(
  "a value that breaks a rule, is of another type, unknown or missing is refused with 2 before anything runs",
  async () => {
    const cases = [
      [["Repeating", "--count", "12"], /\[VALUE_RULE_BROKEN\] .*count must not be greater than 9/],
      [["Repeating", "--count", "many"], /\[VALUE_[A-Z_]+\] .*int.*many/],
      [["Repeating", "--cuont", "1"], /\[COMMAND_FLAG_UNKNOWN\] --cuont .*\n {2}→ Write --count/],
      [["Throwing"], /\[[A-Z_]+MISSING\] .*text/],
    ] as const;
    for (const [args, expected] of cases) {
      const { code, stdout, stderr } = await command("run", troubled, ...args);
      assert.is(code, 2, stderr);
      assert.is(stdout, "");
      assert.match(stderr, expected);
    }
  },
);

running("a file or pipeline that is not there is refused with 2", async () => {
  const cases = [
    [["no-such-file.ts"], /\[COMMAND_FILE_UNREADABLE\] no-such-file\.ts cannot be read/],
    [["samples"], /\[COMMAND_FILE_UNREADABLE\] samples cannot be read: it is no file/],
    [["spec/dsl/cli/pipelines/stalled.mjs"], /\[COMMAND_FILE_FAILED\] .* it awaits something that can never happen/],
    [[troubled, "Nope"], /\[COMMAND_PIPELINE_UNKNOWN\] .* exports no pipeline Nope; it exports Differing, /],
    [[troubled], /\[COMMAND_PIPELINE_UNCLEAR\] .* exports several pipelines: Differing, /],
    [["biome.json"], /\[COMMAND_FILE_FAILED\] biome\.json failed while it was loaded/],
    [[troubled, "Repeating", "--inputs", "LICENSE"], /\[COMMAND_INPUTS_UNREADABLE\] the inputs in LICENSE/],
    [[troubled, "Repeating", "--backend", "ftp://x"], /\[COMMAND_BACKEND_UNKNOWN\] "ftp:\/\/x" is no backend/],
    [[troubled, "Repeating", "--concurrency", "none"], /\[COMMAND_COUNT_MALFORMED\] --concurrency is "none"/],
  ] as const;
  for (const [args, expected] of cases) {
    const { code, stderr } = await command("run", ...args);
    assert.match(stderr, expected);
    assert.is(code, 2, stderr);
  }
});

running("a pipeline that does not compile is refused with 2 and all its problems", async () => {
  const { code, stderr } = await command("run", "spec/dsl/cli/pipelines/broken.ts", "--text", "abc");
  assert.is(code, 2);
  assert.match(stderr, /\[PIPELINE_BROKEN\][\s\S]*EDGE_TYPE_MISMATCH[\s\S]*STEP_INPUT_MISSING[\s\S]*STEP_NAME_TAKEN/);
});

running("an unknown launch plan and a remote interface that differs exit with 1", async () => {
  const [unknown, differing] = await Promise.all([run("Unknown"), run("Differing")]);
  assert.match(unknown.stderr, /\[BACKEND_ENTITY_UNKNOWN\] embedded has no launch plan no\.such\.plan/);
  assert.match(differing.stderr, /\[STEP_REMOTE_INTERFACE_DIFFERS\] .*it takes no input text/);
  assert.equal([unknown.code, differing.code], [1, 1]);
});

running("an endpoint where nobody listens, or that is no Flyte, exits with 3", async () => {
  const stranger = createServer((_, response) => response.end("hello"));
  await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
  const { port } = stranger.address() as { port: number };
  const other = await run("Unknown", "--backend", `grpc://127.0.0.1:${port}`);
  await new Promise((resolve) => stranger.close(resolve));
  const nobody = await run("Unknown", "--backend", `grpc://127.0.0.1:${port}`);
  assert.match(other.stderr, /\[BACKEND_(NOT_FLYTE|UNREACHABLE)\]/);
  assert.match(nobody.stderr, /\[BACKEND_UNREACHABLE\]/);
  assert.equal([other.code, nobody.code], [3, 3]);
});

running("Ctrl-C ends with 130 after the abort has reached the processes of every step", async () => {
  const folder = mkdtempSync(join(tmpdir(), "flytepath-spec-"));
  const file = join(folder, "pid");
  const { child, finished, said } = startCommand(["run", troubled, "Sleeping", "--text", file, "--json"]);
  await within(30_000, said("sleeping"));
  const pid = await within(30_000, contentOf(file));
  child.kill("SIGINT");
  const { code, stdout } = await within(30_000, finished);
  rmSync(folder, { recursive: true });
  assert.is(code, 130);
  const last = jsonLines(stdout).at(-1)!;
  assert.is(last.phase, "ABORTED");
  assert.is(last.cause, "aborted by the user (Ctrl-C)");
  assert.throws(() => process.kill(Number(pid), 0), /ESRCH/);
});

running("state goes below the folder that is named, and `memory` keeps nothing", async () => {
  const folder = mkdtempSync(join(tmpdir(), "flytepath-spec-"));
  const { code, stdout } = await command(
    "run",
    "samples/02-etl/pipeline.ts",
    "--state",
    join(folder, "state"),
    "--json",
  );
  assert.is(code, 0);
  const { warehouse, total } = jsonLines(stdout).at(-1)!.outputs as { warehouse: string; total: number };
  assert.is(total, 11_335);
  assert.is(warehouse.startsWith(`file://${folder}/state/`), true, warehouse);
  const rows = JSON.parse(readFileSync(new URL(warehouse), "utf8")) as { day: string }[];
  assert.equal(
    rows.map(({ day }) => day),
    ["2026-03-04", "2026-03-02", "2026-03-03"],
  );
  assert.equal(readdirSync(folder), ["state"]);
  rmSync(folder, { recursive: true });
});

running.run();

// The task's own process writes the file at some time after it has said that it sleeps.
async function contentOf(file: string): Promise<string> {
  for (;;) {
    if (existsSync(file)) {
      const text = readFileSync(file, "utf8");
      if (text.endsWith("\n")) return text.trim();
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}
