import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../support/sources.js";
import { cold } from "./parts/cold.js";
import { compiling } from "./parts/compile.js";
import { durable } from "./parts/durable.js";
import { emulator } from "./parts/emulator.js";
import { engine } from "./parts/engine.js";
import { running } from "./parts/run.js";
import { serve } from "./parts/serve.js";
import { wire } from "./parts/wire.js";
import { xgboost } from "./parts/xgboost.js";
import { machine, type Part, toMarkdown } from "./table.js";

// `npm run bench [-- PART …] [--write]`: measures and prints; `--write` also puts the tables into spec/bench/README.md.

const parts: readonly Part[] = [cold, serve, emulator, compiling, engine, durable, running, wire, xgboost];
const page = join(repository, "spec", "bench", "README.md");
const args = process.argv.slice(2);
const wanted = args.filter((arg) => !arg.startsWith("--"));
const unknown = wanted.filter((name) => !parts.some((part) => part.name === name));
if (unknown.length > 0) {
  console.error(`no part ${unknown.join(", ")}; there are ${parts.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}

console.log(machine());
for (const part of parts.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const text = `${toMarkdown(await part.measure())}\n`;
  console.log(`\n### ${part.title}\n\n${text}`);
  if (args.includes("--write")) write(part, text);
}

function write({ name }: Part, text: string): void {
  const [from, to] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
  const before = readFileSync(page, "utf8");
  const [start, end] = [before.indexOf(from), before.indexOf(to)];
  if (start < 0 || end < 0) throw new Error(`${page} has no place for ${name}`);
  writeFileSync(page, `${before.slice(0, start + from.length)}\n${machine()}\n\n${text}\n${before.slice(end)}`);
}
