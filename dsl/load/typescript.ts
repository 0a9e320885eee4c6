import { createHash } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { register as registerHooks } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, parse } from "node:path";
import { register } from "tsx/esm/api";
import { builtFile } from "../../lib/errors/index.js";

let ready = false;

/**
 * Makes `import()` accept TypeScript files as their authors wrote them: decorators are the legacy ones whatever the
 * nearest tsconfig.json says, the rest of that file holds, and every `.ts` file is an ES module whatever the nearest
 * package.json says. The first file decides which tsconfig.json it is.
 */
export function acceptTypeScript(file: string): void {
  if (ready) return;
  ready = true;
  register({ tsconfig: tsconfigFor(file) });
  registerHooks(builtFile("dsl/load/module-format.js"));
}

// tsx takes one tsconfig file, and only for the files that it includes. A user's own may lack the decorators or leave the
// pipeline out, so that a file of ours extends it and includes all.
function tsconfigFor(file: string): string {
  const own = nearestTsconfig(dirname(file));
  const text = JSON.stringify({
    ...(own === undefined ? {} : { extends: own }),
    compilerOptions: { experimentalDecorators: true, ...(own === undefined ? { target: "es2022" } : {}) },
    // A pattern matches no folder whose name starts with a dot unless it names it.
    include: [parse(file).root, dirname(own ?? file), dirname(file)].map((folder) => join(folder, "**", "*")),
    exclude: [],
  });
  const folder = join(tmpdir(), "flytepath-tsconfig");
  const path = join(folder, `${createHash("sha256").update(text).digest("hex").slice(0, 16)}.json`);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, text);
  }
  return path;
}

function nearestTsconfig(folder: string): string | undefined {
  const candidate = join(folder, "tsconfig.json");
  if (existsSync(candidate)) return candidate;
  const parent = dirname(folder);
  return parent === folder ? undefined : nearestTsconfig(parent);
}
