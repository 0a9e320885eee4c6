import { statSync } from "node:fs";
import { createRequire, Module } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileFunction } from "node:vm";

import { type Cache, digestOf } from "./private-cache.js";

// Changes with what an entry of the cache holds.
const form = 1;

/** A class-validator as it is installed, its few hundred files in one. */
interface OneFile {
  readonly names: readonly string[];
  readonly inputs: readonly Stamp[];
  readonly code: string;
}

// By the time of a file's last change of any kind, since packages are installed with made-up times of writing.
type Stamp = readonly [path: string, size: number, changed: number];

/**
 * Loads class-validator from one file if that was kept and no file of the package has changed; gives the text of an ES
 * module that stands for the package's entry. Whoever requires the entry afterwards gets the same copy.
 */
export function classValidatorOf(url: string, cache: Cache | undefined): string | undefined {
  const text = cache?.read(keyOf(url));
  if (text === undefined) return undefined;
  const { names, inputs, code } = JSON.parse(text) as OneFile;
  const path = fileURLToPath(url);
  if (!inputs.every((input) => isSame(input))) return undefined;
  const { cache: modules } = createRequire(path);
  if (modules[path] === undefined) {
    const module = new Module(path);
    const run = compileFunction(code, ["exports", "require", "module"], { filename: path });
    run.call(module.exports, module.exports, createRequire(path), module);
    module.filename = path;
    module.loaded = true;
    modules[path] = module;
  }
  return [
    'import { createRequire } from "node:module";',
    `const it = createRequire(import.meta.url)(${JSON.stringify(path)});`,
    "export default it;",
    `export const { ${names.join(", ")} } = it;`,
  ].join("\n");
}

/** Makes the one file of a class-validator that has just been loaded, and keeps it. */
export function keepClassValidator(url: string, cache: Cache): void {
  const path = fileURLToPath(url);
  const exported = createRequire(path)(path) as Record<string, unknown>;
  const names = Object.keys(exported).filter((name) => /^[A-Za-z_]\w*$/.test(name) && name !== "default");
  const { code, inputs } = bundle(path);
  const oneFile: OneFile = { names, inputs: inputs.map((input) => stampOf(input)), code };
  cache.write(keyOf(url), JSON.stringify(oneFile));
}

function bundle(path: string): { readonly code: string; readonly inputs: readonly string[] } {
  const tsx = createRequire(createRequire(import.meta.url).resolve("tsx"));
  const { buildSync } = tsx("esbuild") as typeof import("esbuild");
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: dirname(path),
    entryPoints: [path],
    bundle: true,
    format: "cjs",
    platform: "node",
    minifyWhitespace: true,
    legalComments: "none",
    metafile: true,
    write: false,
  });
  return {
    code: outputFiles[0]!.text,
    inputs: Object.keys(metafile.inputs).map((input) => join(dirname(path), input)),
  };
}

function keyOf(url: string): string {
  return digestOf(JSON.stringify(["class-validator", form, process.version, url]));
}

function stampOf(path: string): Stamp {
  const { size, ctimeMs } = statSync(path);
  return [path, size, ctimeMs];
}

function isSame([path, size, changed]: Stamp): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.size === size && stats.ctimeMs === changed;
}
