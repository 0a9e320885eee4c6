import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { command, jsonLines } from "../../support/command.js";

const errors = suite("dsl/cli/json-errors");
const troubled = "spec/dsl/cli/pipelines/troubled.ts";
const broken = "spec/dsl/cli/pipelines/broken.ts";

errors("with --json whatever ends a command early is the last line of stdout, and text on stderr", async () => {
  const cases = [
    [["frob"], "COMMAND_USAGE_WRONG", 2],
    [["run"], "COMMAND_USAGE_WRONG", 2],
    [["check", "no-such-file.ts"], "COMMAND_FILE_UNREADABLE", 2],
    [["graph", troubled, "Nope"], "COMMAND_PIPELINE_UNKNOWN", 2],
    [["run", broken, "--text", "x"], "PIPELINE_BROKEN", 2],
    [["run", troubled, "Repeating", "--cuont", "1"], "COMMAND_FLAG_UNKNOWN", 2],
    [["run", troubled, "Repeating", "--backend", "no_such_connection"], "BACKEND_CONNECTION_UNKNOWN", 2],
    [["emulator", "start", "--port", "none"], "COMMAND_COUNT_MALFORMED", 2],
    [["emulator", "start", "--port", "99999"], "COMMAND_COUNT_MALFORMED", 2],
    [["run", troubled, "ThrowingLate"], "ERROR", 1],
  ] as const;
  const ended = await Promise.all(cases.map(([args]) => command(...args, "--json")));
  for (const [index, [args, expected, exit]] of cases.entries()) {
    const { code, stdout, stderr } = ended[index]!;
    const result = jsonLines(stdout).at(-1)!;
    assert.equal([result.kind, result.phase], ["result", "FAILED"], args.join(" "));
    assert.is((result.error as { code: string }).code, expected, args.join(" "));
    assert.is(code, exit, args.join(" "));
    assert.not.match(stderr, /\n\s+at .*flytepath\/(lib|dsl|emulator)\//);
    assert.is.not(stderr, "");
  }
});

errors("the JSON of a broken pipeline holds its problems with their places", async () => {
  const { stdout } = await command("run", broken, "--text", "x", "--json");
  const { problems } = jsonLines(stdout).at(-1)!.error as { problems: Record<string, unknown>[] };
  assert.equal(
    problems.map(({ code, line }) => [code, typeof line]),
    ["EDGE_TYPE_MISMATCH", "STEP_INPUT_MISSING", "STEP_NAME_TAKEN"].map((code) => [code, "number"]),
  );
});

errors("a file that cannot be read or that throws is told with the author's line, also in JSON", async () => {
  const folder = mkdtempSync(join(tmpdir(), "flytepath-spec-"));
  const place = async (name: string, text: string) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    const { stdout } = await command("check", file, "--json");
    const { code, file: at, line, message } = jsonLines(stdout).at(-1)!.error as Record<string, unknown>;
    assert.is(code, "COMMAND_FILE_FAILED");
    assert.is(at, file);
    return [line, message];
  };
  const [line, message] = await place("syntax.ts", "\nexport class {");
  assert.is(line, 2);
  assert.match(String(message), /Expected identifier/);
  assert.is((await place("throws.ts", 'const why = "no";\n\nthrow new Error(why);'))[0], 3);
  rmSync(folder, { recursive: true });
});

errors("what a task throws is told with the author's line, also in JSON", async () => {
  const { code, stdout } = await command("run", troubled, "Throwing", "--text", "abc", "--json");
  assert.is(code, 1);
  const { file, line } = jsonLines(stdout).at(-1)!.error as Record<string, unknown>;
  assert.match(String(file), /troubled\.ts$/);
  assert.type(line, "number");
});

errors("with --json what a task prints goes to stderr", async () => {
  const { code, stdout, stderr } = await command("run", troubled, "Printing", "--text", "abc", "--json");
  assert.is(code, 0, stderr);
  assert.match(stderr, /printed abc/);
  assert.equal(jsonLines(stdout).at(-1)?.outputs, { text: "abc" });
});

errors("a value that is not accepted is told with the flag it came by", async () => {
  const { code, stderr } = await command("run", troubled, "Repeating", "--count", "99999999999999999999");
  assert.is(code, 2);
  assert.match(stderr, /^\[VALUE_INT_OUT_OF_RANGE\].*\n {2}in --count\n {2}→ /);
});

errors("numbers beyond 2^53 keep their digits in a JSON file, and properties name inputs too", async () => {
  const folder = mkdtempSync(join(tmpdir(), "flytepath-spec-"));
  const file = join(folder, "inputs.json");
  writeFileSync(file, '{ "exactly": 9007199254740993 }');
  const ended = await command("run", troubled, "Keeping", "--inputs", file);
  const flagged = await command("run", troubled, "Keeping", "--exactly", "9007199254740993");
  rmSync(folder, { recursive: true });
  for (const { stdout, stderr } of [ended, flagged])
    assert.match(stdout, /^the_number +"?9007199254740993"?\n$/, stderr);
});

errors.run();
