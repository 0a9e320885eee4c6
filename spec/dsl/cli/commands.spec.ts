import { suite } from "uvu";
import * as assert from "uvu/assert";
import { command, jsonLines, startCommand } from "../../support/command.js";
import { within } from "../../support/expect.js";

const commands = suite("dsl/cli/commands");
const sample = "samples/01-diabetes/pipeline.ts";
const broken = "spec/dsl/cli/pipelines/broken.ts";

commands("check reports every problem with code, sentence, place and mend, and exits with 2", async () => {
  const { code, stdout, stderr } = await command("check", broken);
  assert.is(code, 2);
  assert.is(stdout, "");
  const codes = [...stderr.matchAll(/^\[([A-Z_]+)\]/gm)].map(([, name]) => name);
  assert.equal(codes, ["EDGE_TYPE_MISMATCH", "STEP_INPUT_MISSING", "STEP_NAME_TAKEN"]);
  assert.is([...stderr.matchAll(/^ {2}at spec\/dsl\/cli\/pipelines\/broken\.ts:\d+:\d+$/gm)].length, 3);
  assert.is([...stderr.matchAll(/^ {2}→ \S/gm)].length, 3);
  assert.match(stderr, /Broken: 3 problems found\n$/);
});

commands("check --json gives a problem a line and the count last", async () => {
  const { stdout } = await command("check", broken, "--json");
  const lines = jsonLines(stdout);
  const [first] = lines;
  assert.is(first?.code, "EDGE_TYPE_MISMATCH");
  assert.is(String(first?.file).endsWith(broken), true);
  assert.type(first?.line, "number");
  assert.equal(lines.at(-1), { pipelines: ["Broken"], problems: 3 });
});

commands("check of sound pipelines names them and exits with 0", async () => {
  const { code, stdout } = await command("check", sample);
  assert.is(code, 0);
  assert.is(stdout, "ExampleFlyte: no problem found\n");
});

commands("graph prints Mermaid, DOT and the Dag itself", async () => {
  const [mermaid, dot, json] = await Promise.all(
    ["mermaid", "dot", "json"].map((format) => command("graph", sample, "ExampleFlyte", "--format", format)),
  );
  assert.match(mermaid!.stdout, /^flowchart LR\n[\s\S]*diabetes-predictions -->\|"execution_name"\| flyte-sensor/);
  assert.match(
    dot!.stdout,
    /^digraph "example_flyte" \{\n[\s\S]*"flyte-sensor" -> "report" \[label="model, accuracy"\];/,
  );
  assert.is((JSON.parse(json!.stdout) as { ref: { name: string } }).ref.name, "example_flyte");
});

commands("a command that is not there, or a format that is not known, exits with 2", async () => {
  assert.is((await command("fly")).code, 2);
  assert.is((await command("graph", sample, "ExampleFlyte", "--format", "png")).code, 2);
});

commands("over a served emulator a pipeline gives the same outputs and the same order of events", async () => {
  const served = startCommand(["emulator", "start", "--port", "0", "--json"]);
  const { url } = JSON.parse((await within(30_000, served.said("}"))).trim()) as { url: string };
  const over = async (backend: string) => {
    const { code, stdout, stderr } = await command("run", sample, "ExampleFlyte", "--backend", backend, "--json");
    assert.is(code, 0, stderr);
    return jsonLines(stdout);
  };
  const [local, remote] = [await over("embedded"), await over(url)];
  served.child.kill("SIGINT");
  assert.is((await within(30_000, served.finished)).code, 0);
  const order = (lines: typeof local) =>
    lines.filter(({ progress }) => progress === undefined).map(({ kind, node, phase }) => `${kind} ${node} ${phase}`);
  assert.equal(order(remote), order(local));
  const results = [local, remote].map((lines) => lines.at(-1)!.outputs as { accuracy: number; summary: string });
  assert.is(results[0]!.accuracy, 0.7238658777120316);
  assert.is(results[1]!.accuracy, results[0]!.accuracy);
  assert.is(results[1]!.summary, results[0]!.summary);
});

commands("a port that is taken is refused with the mend", async () => {
  const served = startCommand(["emulator", "start", "--port", "0", "--json"]);
  const { url } = JSON.parse((await within(30_000, served.said("}"))).trim()) as { url: string };
  const { code, stderr } = await command("emulator", "start", "--port", new URL(url).port);
  served.child.kill("SIGINT");
  await within(30_000, served.finished);
  assert.match(stderr, /\[EMULATOR_PORT_TAKEN\]/);
  assert.is(code, 1);
});

commands.run();
