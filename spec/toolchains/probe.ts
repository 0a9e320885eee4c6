import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type * as Flytepath from "flytepath";
import type { AnyClass } from "../../dsl/field/index.js";
import { pipelineOf } from "../../dsl/pipeline/index.js";
import { versionOf } from "../../lib/dag/index.js";

// Compiles the pipelines of the files named, each as one line: its version, or the places of its problems. Each is
// compiled by the flytepath that it imports itself: what ships, or for files in the build what tsc wrote.

for (const file of process.argv.slice(2)) {
  const exported = (await import(pathToFileURL(file).href)) as Record<string, AnyClass>;
  const its = createRequire(file).resolve("flytepath");
  const flytepath = (await import(pathToFileURL(its).href)) as typeof Flytepath;
  const pipeline = Object.values(exported).find((value) => pipelineOf(value) !== undefined)!;
  console.log(outcomeOf(pipeline, flytepath));
}

function outcomeOf(pipeline: AnyClass, { compile, DefinitionError }: typeof Flytepath): string {
  try {
    return versionOf(compile(pipeline).dag);
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    return error.problems.map(({ code, at }) => `${code} ${at?.file}:${at?.line}`).join(" ");
  }
}
