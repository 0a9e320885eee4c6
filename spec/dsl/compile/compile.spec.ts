import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { compile } from "../../../dsl/compile/index.js";
import type { AnyClass } from "../../../dsl/field/index.js";
import { pipelineOf } from "../../../dsl/pipeline/index.js";
import { canonical } from "../../../lib/dag/index.js";
import { DefinitionError, type FlytepathError } from "../../../lib/errors/index.js";
import { throws } from "../../support/expect.js";
import { repository } from "../../support/sources.js";

// One test a folder: a pipeline, and the Dag or the problems it gives. `UPDATE=1` writes what came out; the diff is the review.

const compiling = suite("dsl/compile/compile");
const cases = join(repository, "spec", "golden", "compile");

for (const name of readdirSync(cases)) {
  compiling(`${name} compiles to what its folder holds`, async () => {
    const folder = join(cases, name);
    const { file, text } = outcomeOf(await load(name), folder);
    const other = join(folder, file === "dag.json" ? "error.txt" : "dag.json");
    if (process.env.UPDATE === "1") {
      writeFileSync(join(folder, file), text);
      rmSync(other, { force: true });
    }
    assert.is(text, readFileSync(join(folder, file), "utf8"));
    assert.not(existsSync(other));
  });
}

compiling("a class that is no pipeline is refused by its name", () => {
  class Bare {}
  const error = throws(() => compile(Bare), "PIPELINE_BROKEN") as DefinitionError;
  assert.equal(
    error.problems.map(({ code }) => code),
    ["PIPELINE_UNDECORATED"],
  );
});

compiling.run();

async function load(name: string): Promise<AnyClass> {
  const exported = (await import(`../../golden/compile/${name}/pipeline.js`)) as Record<string, AnyClass>;
  const found = Object.values(exported).filter((value) => pipelineOf(value) !== undefined);
  assert.is(found.length, 1, `${name} exports one pipeline`);
  return found[0]!;
}

function outcomeOf(pipeline: AnyClass, folder: string): { readonly file: string; readonly text: string } {
  try {
    const { dag } = compile(pipeline);
    return { file: "dag.json", text: `${JSON.stringify(JSON.parse(canonical(dag)), null, 2)}\n` };
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    const problems = error.problems.map((problem) => describe(problem, folder));
    return { file: "error.txt", text: [error.message, ...problems, ""].join("\n\n").trimEnd().concat("\n") };
  }
}

function describe({ code, at, path, plainMessage, hint }: FlytepathError, folder: string): string {
  const where = at === undefined ? "nowhere" : `${relative(folder, at.file)}:${at.line}:${at.column}`;
  return `${code} ${where} ${path ?? ""}\n  ${plainMessage}\n  → ${hint}`;
}
