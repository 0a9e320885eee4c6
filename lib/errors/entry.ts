import {
  BackendError,
  BugError,
  DefinitionError,
  type ErrorFacts,
  type FlytepathError,
  TaskError,
  ValidationError,
} from "./error.js";

const leaves = { DefinitionError, ValidationError, TaskError, BackendError, BugError };

/** Which of the five leaves an entry raises: who must act. */
export type Leaf = keyof typeof leaves;

/** One mistake of the catalogue: who must act, the sentence made from the facts, and the mend. */
export interface Entry<Facts> {
  readonly raises: Leaf;
  says(facts: Facts): string;
  hint(facts: Facts): string;
}

/** Declares an entry; the type argument names the facts that every call site must give. */
export function entry<Facts extends object>(
  raises: Leaf,
  says: (facts: Facts) => string,
  hint: string | ((facts: Facts) => string),
): Entry<Facts> {
  return { raises, says, hint: typeof hint === "string" ? () => hint : hint };
}

/** Makes the error of an entry. @internal */
export function raise<Facts>(
  code: string,
  { raises, says, hint }: Entry<Facts>,
  facts: Facts,
  more: Omit<ErrorFacts, "code">,
): FlytepathError {
  return new leaves[raises](says(facts), { hint: hint(facts), ...more, code });
}
