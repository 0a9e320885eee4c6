import { pathToFileURL } from "node:url";
import { compile } from "../../dsl/compile/index.js";
import type { AnyClass } from "../../dsl/field/index.js";
import { pipelineOf } from "../../dsl/pipeline/index.js";
import { versionOf } from "../../lib/dag/index.js";
import { DefinitionError } from "../../lib/errors/index.js";

// Compiles the pipelines of the files named, each as one line: its version, or the places of its problems.

for (const file of process.argv.slice(2)) {
  const exported = (await import(pathToFileURL(file).href)) as Record<string, AnyClass>;
  const pipeline = Object.values(exported).find((value) => pipelineOf(value) !== undefined)!;
  console.log(outcomeOf(pipeline));
}

function outcomeOf(pipeline: AnyClass): string {
  try {
    return versionOf(compile(pipeline).dag);
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    return error.problems.map(({ code, at }) => `${code} ${at?.file}:${at?.line}`).join(" ");
  }
}
