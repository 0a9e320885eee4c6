import { readFileSync } from "node:fs";
import { createRequire, register } from "node:module";
import { pathToFileURL } from "node:url";
import { builtFile } from "../../lib/errors/index.js";

import { classValidatorOf, keepClassValidator } from "./class-validator.js";
import { graphOf } from "./graph-of.js";
import { readGraph } from "./known-graph.js";
import type { Known } from "./known-hooks.js";
import { type Cache, digestOf, openCache } from "./private-cache.js";
import { tsconfigFor } from "./tsconfig.js";
import type { Seen } from "./tsx-hooks.js";

// Changes with what an entry of the cache holds.
const form = 1;

let cache: Cache | undefined;
let tsx: Promise<() => readonly Seen[]> | undefined;

/**
 * Makes `import()` accept TypeScript files as their authors wrote them: decorators are the legacy ones whatever the
 * nearest tsconfig.json says, the rest of that file holds, and every `.ts` file is an ES module whatever the nearest
 * package.json says. What tsx made of a file and of those that it imports is kept, and tsx is not even loaded while they
 * stay as they are. The first file that tsx sees decides which tsconfig.json it is. Gives what is to be called when the file has been
 * imported.
 */
export async function acceptTypeScript(path: string): Promise<() => void> {
  if (tsx !== undefined) {
    await tsx;
    return () => {};
  }
  cache ??= openCache();
  const tsconfig = tsconfigFor(path);
  const key = tsconfig.text === undefined ? undefined : keyOf(path, tsconfig.text);
  const graph = readGraph(key === undefined ? undefined : cache?.read(key));
  if (graph === undefined) return await acceptByTsx(path, tsconfig.file(), key);
  const facade = graph.classValidator === undefined ? undefined : classValidatorOf(graph.classValidator, cache);
  register(builtFile("dsl/load/known-hooks.js"), { data: { graph, facade } satisfies Known });
  // As tsx does, so that errors tell the author's lines.
  process.setSourceMapsEnabled(true);
  return () => {};
}

async function acceptByTsx(path: string, tsconfig: string, key: string | undefined): Promise<() => void> {
  tsx = import("./tsx.js").then(({ watchTsx }) => watchTsx(tsconfig));
  const seen = await tsx;
  return () => {
    const graph = graphOf(pathToFileURL(path).href, seen());
    if (graph === undefined || key === undefined || cache === undefined) return;
    cache.write(key, JSON.stringify(graph));
    if (graph.classValidator !== undefined) keepClassValidator(graph.classValidator, cache);
  };
}

function keyOf(path: string, tsconfig: string): string {
  const require = createRequire(import.meta.url);
  const tsx = require.resolve("tsx/package.json");
  const versions = [tsx, createRequire(tsx).resolve("esbuild/package.json")].map((file) => readFileSync(file, "utf8"));
  return digestOf(JSON.stringify([form, process.version, pathToFileURL(path).href, tsconfig, ...versions]));
}
