import { deliverFiles, type FileAccess, type Literals } from "../../lib/types/index.js";
import { dehydrate, validateAll } from "../field/index.js";
import { type AnyPipelineClass, pipelineOf } from "../pipeline/index.js";

/**
 * Values for a pipeline's inputs as literals: judged by the rules of their class, their files written to the run's store,
 * and what is left out at its default.
 */
export async function inputLiterals(target: AnyPipelineClass, given: object, files: FileAccess): Promise<Literals> {
  const { inputs: Inputs, name } = pipelineOf(target)!;
  const path = `${name}.inputs`;
  // Names that no field has are told of by `dehydrate`.
  const values = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const inputs = (await deliverFiles(Object.assign(new Inputs(), values), files)) as object;
  // Types first: a rule says little about a value that is missing or of another type.
  const literals = dehydrate(Inputs, inputs, path);
  await validateAll(Inputs, inputs, path);
  return literals;
}
