import { failure } from "../errors/index.js";
import type { Evaluation } from "./learner.js";
import { DMatrix } from "./matrix/dmatrix.js";

// What types promise, for programs that were not checked against them.

/** Throws `XGB_PARAMETER_REFUSED` unless an argument of that name is a matrix. */
export function checkMatrix(given: unknown, parameter: string): void {
  if (!(given instanceof DMatrix)) throw refused(parameter, given, "a DMatrix or QuantileDMatrix");
}

/** Throws `XGB_PARAMETER_REFUSED` unless the rounds to train are a whole number; below 0 there are none. */
export function checkRounds(rounds: unknown): void {
  if (!Number.isInteger(rounds)) throw refused("numBoostRound", rounds, "a whole number");
}

/** Throws `XGB_PARAMETER_REFUSED` unless evaluation sets are matrices with names, and the names without a hyphen, as in xgboost. */
export function checkEvaluations(evals: readonly Evaluation[]): void {
  const expected = 'matrices with names, such as [[matrix, "validation"]]';
  if (!Array.isArray(evals)) throw refused("evals", evals, expected);
  for (const pair of evals as readonly unknown[]) {
    const [matrix, name] = Array.isArray(pair) ? (pair as readonly unknown[]) : [];
    if (!(matrix instanceof DMatrix) || typeof name !== "string") throw refused("evals", pair, expected);
    if (name.includes("-")) throw refused("evals", name, "names without a hyphen, which parts a set from its metric");
  }
}

/** Throws `XGB_PARAMETER_REFUSED` unless callbacks are objects. */
export function checkCallbacks(callbacks: readonly unknown[]): void {
  for (const callback of callbacks) {
    if (typeof callback !== "object" || callback === null)
      throw refused("callbacks", callback, "objects with methods such as afterIteration");
  }
}

/** Throws `XGB_PARAMETER_REFUSED` unless a model is given as bytes. */
export function checkBytes(given: unknown): void {
  if (!(given instanceof Uint8Array))
    throw refused("bytes", given, "the bytes of a model file, as readFile gives them");
}

function refused(parameter: string, value: unknown, expected: string): Error {
  return failure("XGB_PARAMETER_REFUSED", { parameter, value: shown(value), expected });
}

// Matrices and other large things by their kind.
function shown(value: unknown): unknown {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return `a ${value.constructor?.name ?? "object"}`;
  return typeof value === "function" ? "a function" : value;
}
