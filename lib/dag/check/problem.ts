import { type DefinitionError, type ErrorCode, type FactsOf, failure } from "../../errors/index.js";

/** A problem of a Dag, with the path of the place. */
export function problem<Code extends ErrorCode>(code: Code, facts: FactsOf<Code>, path: string): DefinitionError {
  // What a check reports is the author's to mend: every one of these codes raises a DefinitionError.
  return failure(code, facts, { path }) as DefinitionError;
}
