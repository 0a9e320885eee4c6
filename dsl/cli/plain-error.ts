import type { ExecutionError } from "../../lib/engine/index.js";
import { FlytepathError, placeOfError } from "../../lib/errors/index.js";
import { toProblem } from "./problem.js";

/** An error of a run for machines: as it was told, without objects of this process. */
export function withoutThrown({ thrown: _, ...error }: ExecutionError): object {
  return error;
}

/** The same with place, mend and causes of what was thrown here, and with what a remote told. */
export function plainError(error: ExecutionError): object {
  const { thrown } = error;
  return { ...withoutThrown(error), ...(FlytepathError.is(thrown) ? toProblem(thrown) : placeOfError(thrown)) };
}
