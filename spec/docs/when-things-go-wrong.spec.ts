import { spawn } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { within } from "../support/expect.js";
import { repository } from "../support/sources.js";

const wrong = suite("docs/when-things-go-wrong");
const sample = "samples/04-when-things-go-wrong";
const page = join(repository, sample, "README.md");
const text = readFileSync(page, "utf8");

// Few enough to be patient with, and more than any machine is done with before it is disturbed.
const [whole, few] = [600, 150];

wrong("what the page prints is what its commands print, block by block", async () => {
  const folder = sandbox();
  const port = await freePort();
  const shell = openShell(folder);
  try {
    const seen: string[] = [];
    for (const { commands, printed } of steps(text)) {
      const output = await within(240_000, shell.run(commands.replaceAll("30080", port)));
      seen.push(output);
      if (process.env.UPDATE === "1") continue;
      if (printed !== undefined) assert.is(normal(output, port), normal(printed, "30080"), commands);
    }
    if (process.env.UPDATE === "1") writeFileSync(page, rewritten(text, seen, port));
  } finally {
    // What the page leaves running is the emulator.
    await shell.run("kill $(awk '/^stop it/ { print $NF }' emulator.log); wait");
    shell.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

wrong.run();

interface Step {
  readonly commands: string;
  readonly printed: string | undefined;
}

const block = /^```sh\n([\s\S]*?)^```\n(?:\n```text\n([\s\S]*?)^```\n)?/gm;

function steps(markdown: string): readonly Step[] {
  return [...markdown.matchAll(block)].map(([, commands, printed]) => ({ commands: commands!, printed }));
}

// Beside the sources, where "flytepath" is what ships; `.flytepath` is ignored by git.
function sandbox(): string {
  const folder = join(repository, ".flytepath", "when-things-go-wrong");
  rmSync(folder, { recursive: true, force: true });
  for (const each of ["samples/01-diabetes", "samples/02-etl", sample]) {
    cpSync(join(repository, each), join(folder, each), { recursive: true });
  }
  const pipeline = join(folder, sample, "pipeline.ts");
  writeFileSync(pipeline, readFileSync(pipeline, "utf8").replace(`byDefault(${whole})`, `byDefault(${few})`));
  // npm would only stand between the shell and the command, and take its time.
  mkdirSync(join(folder, "bin"));
  const npx = join(folder, "bin", "npx");
  const main = join(repository, "dist", "bundle", "dsl", "cli", "main.js");
  writeFileSync(npx, `#!/bin/sh\n[ "$1" = flytepath ] || exit 127\nshift\nexec "${process.execPath}" "${main}" "$@"\n`);
  chmodSync(npx, 0o755);
  return folder;
}

// One shell for all blocks, as a reader has one terminal.
function openShell(folder: string) {
  const { FLYTEPATH_HOME: _, FLYTEPATH_TOKEN: __, ...env } = process.env;
  const shell = spawn("bash", ["--norc"], {
    cwd: folder,
    env: { ...env, PATH: `${join(folder, "bin")}:${env.PATH}`, NO_COLOR: "1", TZ: "UTC" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let said = "";
  let listener = () => {};
  shell.stdout.on("data", (chunk) => {
    said += chunk;
    listener();
  });
  return {
    run(commands: string): Promise<string> {
      const mark = `== ${crypto.randomUUID()}`;
      const from = said.length;
      return new Promise((resolve) => {
        listener = () => {
          const end = said.indexOf(mark, from);
          if (end >= 0) resolve(said.slice(from, end));
        };
        shell.stdin.write(`{ ${commands}\n} < /dev/null 2>&1\necho "${mark}"\n`);
      });
    },
    close: () => shell.stdin.end(),
  };
}

// What differs from machine to machine and from run to run.
function normal(output: string, port: string): string {
  return (
    output
      .replace(/^.*line \d+: +\d+ (Killed|Terminated).*\n/gm, "")
      .replaceAll(port, "PORT")
      .replace(/\d+ trials|(?<=seeds 1 to )\d+/g, "N trials")
      // Which of two trials is refused first is left to their threads.
      .replace(/\[[01]\]: /g, "[N]: ")
      .replace(/\d+ faults/g, "N faults")
      .replace(/\b0\.\d{4,}/g, "SHARE")
      .replace(/\d+\.\d %/g, "PERCENT")
      .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, "MOMENT")
      .replace(/\b\d+ h \d\d m\b|\b\d+ m \d\d s\b|\b\d+(\.\d+)? m?s\b/g, "TIME")
      .replace(/\b[0-9a-f]{12}\b/g, "DIGEST")
      .replace(/process \d+( on \S+)?/g, "process PID")
      .replace(/ +$/gm, "")
      .replace(/(?<=\S) {2,}/g, "  ")
      .trimEnd()
  );
}

// `UPDATE=1` writes into the page what its commands print now.
function rewritten(markdown: string, outputs: readonly string[], port: string): string {
  let index = 0;
  return markdown.replace(block, (whole, commands: string, printed: string | undefined) => {
    const output = outputs[index++]!;
    if (printed === undefined) return whole;
    // The page tells what all trials give.
    if (/ trials$/m.test(output) && !commands.includes("--trials")) return whole;
    const plain = output.replace(/^.*line \d+: +\d+ (Killed|Terminated).*\n/gm, "").replaceAll(port, "30080");
    return `\`\`\`sh\n${commands}\`\`\`\n\n\`\`\`text\n${plain.trimEnd()}\n\`\`\`\n`;
  });
}

function freePort(): Promise<string> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(String(port)));
    });
  });
}
