import { DefinitionError, FlytepathError, placeOfError, TaskError, ValidationError } from "../../lib/errors/index.js";

/** An error as a JSON object for machines: code, sentence, place, mend, and what a remote told. */
export function toProblem(error: unknown): Readonly<Record<string, unknown>> {
  if (!FlytepathError.is(error)) {
    return {
      code: "ERROR",
      message: error instanceof Error ? error.message : String(error),
      ...placeOfError(error),
    };
  }
  const { code, plainMessage, hint, path, at } = error;
  return {
    code,
    message: plainMessage,
    ...(path === undefined ? {} : { path }),
    ...(at === undefined ? {} : { file: at.file, line: at.line, column: at.column }),
    ...(hint === undefined ? {} : { hint }),
    ...(error instanceof ValidationError && error.issues.length > 0 ? { issues: error.issues } : {}),
    ...(error instanceof DefinitionError && error.problems.length > 0
      ? { problems: error.problems.map((problem) => toProblem(problem)) }
      : {}),
    ...(error instanceof TaskError ? taskFacts(error) : {}),
    ...(FlytepathError.is(error.cause) ? { cause: toProblem(error.cause) } : {}),
  };
}

function taskFacts({ origin, retryable, node, attempt, link }: TaskError): Readonly<Record<string, unknown>> {
  return { origin, retryable, node, attempt, link };
}
