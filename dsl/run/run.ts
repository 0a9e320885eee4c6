import type { RunOutcome } from "../../lib/engine/index.js";
import { failure } from "../../lib/errors/index.js";
import { bindFiles } from "../../lib/types/index.js";
import { hydrate } from "../field/index.js";
import {
  type AnyPipelineClass,
  type InputsOf,
  type InputValues,
  type OutputsOf,
  pipelineOf,
} from "../pipeline/index.js";
import { begin, type RunOptions } from "./start.js";

/**
 * Runs a pipeline to its end and gives its outputs. A step's failure is thrown as it was thrown there: a `TaskError`, a
 * `ValidationError`, a `BackendError`, or the task's own error; an abort throws the reason of the signal,
 * and `RUN_ABORTED` where it came from elsewhere: for an execution that was aborted on Flyte's side, that is the `cause`.
 */
export async function run<P extends AnyPipelineClass>(
  pipeline: P,
  inputs: InputValues<InputsOf<P>>,
  options: RunOptions = {},
): Promise<OutputsOf<P>> {
  const { name, outcome, files } = begin(pipeline, inputs, options);
  const end = await outcome;
  if (end.phase !== "SUCCEEDED") throw thrownBy(end, { run: name, given: options.signal });
  const { outputs: Outputs } = pipelineOf(pipeline)!;
  const outputs = hydrate(Outputs, end.outputs ?? {}, `${pipelineOf(pipeline)!.name}.outputs`);
  bindFiles(outputs, files);
  // The compiler made the class's fields the outputs of the pipeline.
  return outputs as OutputsOf<P>;
}

interface Aborts {
  readonly run: string;
  /** The caller's. */
  readonly given: AbortSignal | undefined;
}

function thrownBy({ error, cause = "", reason }: RunOutcome, { run, given }: Aborts): unknown {
  if (error === undefined) {
    if (given?.aborted) return given.reason;
    return failure("RUN_ABORTED", { run, cause }, reason === undefined ? {} : { cause: reason });
  }
  return error.thrown ?? failure("RUN_FAILED", { run, code: error.code, why: error.message });
}
