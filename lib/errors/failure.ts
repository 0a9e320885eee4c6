import { catalogue } from "./catalogue/index.js";
import { type Entry, raise } from "./entry.js";
import type { BackendError, BugError, DefinitionError, ErrorFacts, TaskError, ValidationError } from "./error.js";

/** A code of the catalogue. */
export type ErrorCode = keyof typeof catalogue;

/** The facts that a code's sentence is made from. */
export type FactsOf<Code extends ErrorCode> = (typeof catalogue)[Code] extends Entry<infer Facts> ? Facts : never;

type Raised = DefinitionError | ValidationError | TaskError | BackendError | BugError;

/**
 * Makes the error that the catalogue holds under a code: `throw failure("DAG_CYCLE", { pipeline, loop })`.
 * `more` adds what the entry cannot know: `path`, `at`, `cause`, `issues`, `problems`, or a task's attempt and node.
 */
export function failure<Code extends ErrorCode>(
  code: Code,
  facts: FactsOf<Code>,
  more: Omit<ErrorFacts, "code"> & Record<string, unknown> = {},
): Raised {
  // The catalogue pairs each code with its facts and leaf; the compiler cannot follow that through a variable code.
  return raise(code, catalogue[code] as unknown as Entry<FactsOf<Code>>, facts, more) as Raised;
}
