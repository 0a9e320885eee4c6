import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { command } from "../support/command.js";
import { repository } from "../support/sources.js";

const readme = suite("docs/readme");
const text = readFileSync(join(repository, "README.md"), "utf8");

readme("its pipeline prints what the page says", async () => {
  // Beside the sources, where "flytepath" is what ships; `.flytepath` is ignored by git.
  const folder = join(repository, ".flytepath", "readme");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "pipeline.ts");
  writeFileSync(file, blockOf("ts"));
  const { code, stdout, stderr } = await command("run", file, "--seed", "7");
  assert.is(code, 0, stderr);
  // What differs from run to run is the time it takes and the letters in the names of executions.
  const plain = (output: string) =>
    output
      .replace(/\d+(\.\d+)? m?s\b/g, "TIME")
      .replace(/diabetes-[a-z0-9]{8}/g, "diabetes-LETTERS")
      .replace(/ +(?=TIME)/g, " ");
  assert.is(plain(`${stderr}${stdout}`), plain(blockOf("text")));
});

readme("its first screen has the two commands, and its map names every room of the top level", () => {
  const first = text.split("\n").slice(0, 20).join("\n");
  assert.match(first, "npm ci && npm start");
  assert.match(first, "npm cit");
  for (const room of ["lib", "dsl", "emulator", "samples", "spec"]) {
    assert.match(text, new RegExp(`^\\| \\[${room}\\]\\(${room}/README\\.md\\) +\\|`, "m"));
  }
});

readme.run();

function blockOf(language: string): string {
  return new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "m").exec(text)![1]!;
}
