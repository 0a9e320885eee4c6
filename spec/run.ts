import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { runFiles } from "./support/run-files.js";
import { repository } from "./support/sources.js";

// Runs every spec of the build: `node dist/spec/run.js [part of a path …]`. Specs of the command run what ships, which is
// made anew when tsc alone has run.

const [compiled, bundled] = [".tsbuildinfo", "bundle/THIRD-PARTY.txt"].map((file) => join(repository, "dist", file));
if (changed(compiled!) > changed(bundled!)) {
  execFileSync(process.execPath, [join(repository, "dsl", "bundle.mjs")], { stdio: "inherit" });
}

await runFiles({ suffix: ".spec.js", parts: process.argv.slice(2), longestMilliseconds: 300_000 });

function changed(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
