import { entry } from "../entry.js";

/** Mistakes around the trainer: splits, labels, metrics and estimators. */
export const xgboostLearning = {
  XGB_SEED_REFUSED: entry<{ seed: unknown }>(
    "ValidationError",
    ({ seed }) => `the seed is ${String(seed)}, expected a whole number from 0 to 4294967295`,
    "Give a seed that numpy accepts, or none for another order at every call.",
  ),
  XGB_SPLIT_REFUSED: entry<{ reason: string }>(
    "ValidationError",
    ({ reason }) => reason,
    "Change the sizes or the classes so that both parts get rows.",
  ),
  XGB_LENGTHS_DIFFER: entry<{ what: string; expected: number; got: number }>(
    "ValidationError",
    ({ what, expected, got }) => `there are ${got} ${what}, expected ${expected}`,
    ({ expected }) => `Give one value for each of the ${expected} rows.`,
  ),
};
