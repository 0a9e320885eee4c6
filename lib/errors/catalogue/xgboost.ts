import { entry } from "../entry.js";

/** Mistakes in data, parameters and model files of the trainer. */
export const xgboost = {
  XGB_PARAMETER_REFUSED: entry<{ parameter: string; value: unknown; expected: string }>(
    "ValidationError",
    ({ parameter, value, expected }) => `${parameter} is ${JSON.stringify(value)}, expected ${expected}`,
    ({ parameter, expected }) => `Give ${parameter} as ${expected}.`,
  ),
  XGB_NAME_UNKNOWN: entry<{ kind: "objective" | "metric"; name: string; known: readonly string[] }>(
    "ValidationError",
    ({ kind, name }) => `${JSON.stringify(name)} is no ${kind} of xgboost that is known here`,
    ({ known }) => `Write one of ${known.join(", ")}.`,
  ),
};
