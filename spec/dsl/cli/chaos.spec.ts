import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { command, jsonLines, startCommand } from "../../support/command.js";

const chaos = suite("dsl/cli/chaos");

const sample = ["run", "samples/01-diabetes/pipeline.ts", "ExampleFlyte"] as const;
let state = "";
chaos.before.each(() => {
  state = mkdtempSync(join(tmpdir(), "flytepath-cli-chaos-"));
});
chaos.after.each(() => rmSync(state, { recursive: true }));

chaos("each fault is told, and the run comes to what it comes to without", async () => {
  const { code, stdout, stderr } = await command(...sample, "--state", state, "--run-id", "night", "--chaos", "3");
  assert.is(code, 0, stderr);
  assert.match(stderr, /^fault: crash after commit #\d+$/m);
  assert.match(stderr, /^chaos 3: .*\d+ × crash.*; the run was begun once and gone on with \d+ times$/m);
  assert.match(stdout, /^accuracy +0\.7238658777120316$/m);
  const shown = await command("runs", "list", "--state", state);
  assert.match(shown.stdout, /night +\S+ +SUCCEEDED/);
});

chaos("as JSON, stdout is that of any run: each event once, one result", async () => {
  const { code, stdout, stderr } = await command(...sample, "--state", state, "--chaos", "7", "--json");
  assert.is(code, 0, stderr);
  const lines = jsonLines(stdout);
  const numbers = lines.flatMap(({ seq }) => (typeof seq === "number" ? [seq] : []));
  assert.equal(
    numbers,
    [...new Set(numbers)].sort((a, b) => a - b),
  );
  const results = lines.filter(({ kind }) => kind === "result");
  assert.equal([results.length, results[0]?.phase], [1, "SUCCEEDED"]);
  const { accuracy } = results[0]!.outputs as { readonly accuracy?: number };
  assert.is(accuracy, 0.7238658777120316);
});

chaos("what fails without faults fails under them, with the same exit code", async () => {
  const { code, stderr } = await command(...sample, "--state", state, "--test-split-ratio", "7", "--chaos", "3");
  const plain = await command(...sample, "--state", state, "--test-split-ratio", "7");
  assert.is(code, plain.code, stderr);
  assert.is.not(code, 0);
});

chaos("a run that is to end ends, also where faults end its owner before it has kept that", async () => {
  const running = startCommand([...sample, "--state", state, "--run-id", "night", "--chaos", "3"]);
  await running.said("fault:");
  running.child.kill("SIGINT");
  const { code, stderr } = await running.finished;
  assert.is(code, 130, stderr);
  assert.match(stderr, "ABORTED: aborted by the user (Ctrl-C)");
  assert.match((await command("runs", "list", "--state", state)).stdout, /night +\S+ +ABORTED/);
});

chaos("a seed that is no number is refused", async () => {
  const { code, stderr } = await command(...sample, "--chaos", "x");
  assert.is(code, 2, stderr);
  assert.match(stderr, "--chaos");
});

chaos.run();
