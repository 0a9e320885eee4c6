import { failure } from "../../lib/errors/index.js";
import { loadFile } from "../load/index.js";
import { type AnyPipelineClass, pipelineOf } from "../pipeline/index.js";

/** A pipeline of a file, with the name it is exported under. */
export interface Found {
  readonly exported: string;
  readonly pipeline: AnyPipelineClass;
}

/** Loads a file and gives the pipelines that it exports, each once, in the order of their names. */
export async function pipelinesIn(file: string): Promise<readonly Found[]> {
  const found = new Map<AnyPipelineClass, string>();
  for (const [exported, value] of Object.entries(await loadFile(file))) {
    if (isPipeline(value) && (found.get(value) ?? "default") === "default") found.set(value, exported);
  }
  return [...found].map(([pipeline, exported]) => ({ exported, pipeline }));
}

/**
 * The pipeline of a file that is meant by the name of its class or its own name; by nothing, where there is only one.
 * Fails with `COMMAND_PIPELINE_UNKNOWN` or `COMMAND_PIPELINE_UNCLEAR`.
 */
export async function findPipeline(file: string, wanted: string | undefined): Promise<AnyPipelineClass> {
  const all = await pipelinesIn(file);
  const found = all.map(({ exported }) => exported);
  if (wanted === undefined) {
    if (all.length !== 1) throw failure("COMMAND_PIPELINE_UNCLEAR", { file, found });
    return all[0]!.pipeline;
  }
  const match = all.find(({ exported, pipeline }) => exported === wanted || pipelineOf(pipeline)?.name === wanted);
  if (match === undefined) throw failure("COMMAND_PIPELINE_UNKNOWN", { file, pipeline: wanted, found });
  return match.pipeline;
}

function isPipeline(value: unknown): value is AnyPipelineClass {
  // Only what @Pipeline has recorded is known, so that any function may be asked about.
  return typeof value === "function" && pipelineOf(value as AnyPipelineClass) !== undefined;
}
