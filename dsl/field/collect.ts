import { type FlytepathError, failure, type Issue, ValidationError } from "../../lib/errors/index.js";

/** Gathers what is wrong with the values of a class, so that its author hears of everything at once. */
export interface Findings {
  add(error: FlytepathError): void;
  /** Runs a part whose `ValidationError` is kept for later. */
  attempt(work: () => void): void;
  /** Throws what was found: a single finding as it is, several as `VALUE_REFUSED`. */
  settle(subject: string): void;
}

/** Opens an empty list of findings. */
export function createFindings(): Findings {
  const found: FlytepathError[] = [];
  return {
    add: (error) => void found.push(error),
    attempt: (work) => {
      try {
        work();
      } catch (error) {
        if (!(error instanceof ValidationError)) throw error;
        found.push(error);
      }
    },
    settle: (subject) => {
      if (found.length === 0) return;
      if (found.length === 1) throw found[0];
      throw failure(
        "VALUE_REFUSED",
        { subject, count: found.length },
        { path: subject, issues: found.flatMap(issuesOf) },
      );
    },
  };
}

function issuesOf(error: FlytepathError): readonly Issue[] {
  if (error instanceof ValidationError && error.issues.length > 0) return error.issues;
  return [{ path: error.path ?? "", message: error.plainMessage }];
}
