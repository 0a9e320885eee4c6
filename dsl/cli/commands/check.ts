import type { FlytepathError } from "../../../lib/errors/index.js";
import { failure } from "../../../lib/errors/index.js";
import { check } from "../../compile/index.js";
import { exitCode } from "../exit-code.js";
import { explain } from "../explain.js";
import { type Found, findPipeline, pipelinesIn } from "../find-pipeline.js";
import { toProblem } from "../problem.js";
import { processStreams, type Streams, writeJson, writeLines } from "../streams.js";

/** What `flytepath check` was told. */
export interface CheckOptions {
  readonly file: string;
  readonly pipeline?: string | undefined;
  readonly json: boolean;
}

/** `flytepath check`: reports every problem of one pipeline, or of all that a file exports; gives the exit code. */
export async function checkCommand(
  { file, pipeline, json }: CheckOptions,
  { stdout, stderr }: Streams = processStreams,
): Promise<number> {
  const found = await wantedOf(file, pipeline);
  const problems = found.flatMap(({ pipeline: each }) => check(each));
  for (const problem of problems) {
    if (json) writeJson(stdout, toProblem(problem));
    else writeLines(stderr, [...explain(problem), ""]);
  }
  const names = found.map(({ exported }) => exported);
  if (json) writeJson(stdout, { pipelines: names, problems: problems.length });
  else writeLines(problems.length === 0 ? stdout : stderr, [summary(names, problems)]);
  return problems.length === 0 ? exitCode.succeeded : exitCode.usage;
}

async function wantedOf(file: string, pipeline: string | undefined): Promise<readonly Found[]> {
  if (pipeline !== undefined) return [{ exported: pipeline, pipeline: await findPipeline(file, pipeline) }];
  const all = await pipelinesIn(file);
  if (all.length === 0) throw failure("COMMAND_PIPELINE_UNCLEAR", { file, found: [] });
  return all;
}

function summary(names: readonly string[], problems: readonly FlytepathError[]): string {
  if (problems.length === 0) return `${names.join(", ")}: no problem found`;
  return `${names.join(", ")}: ${problems.length} ${problems.length === 1 ? "problem" : "problems"} found`;
}
