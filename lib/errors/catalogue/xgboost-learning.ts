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
  XGB_LABELS_ABSENT: entry<{ objective: string; rows: number; labels: number }>(
    "ValidationError",
    ({ objective, rows, labels }) => `${objective} needs a label for each of ${rows} rows, got ${labels}`,
    ({ objective }) =>
      objective === "survival:aft"
        ? "Give the matrix labelLowerBound and labelUpperBound, one of each a row."
        : "Give the matrix one label a row.",
  ),
  XGB_LABEL_REFUSED: entry<{ objective: string; row: number; label: number; expected: string }>(
    "ValidationError",
    ({ objective, row, label, expected }) => `the label of row ${row} is ${label}, expected ${expected} (${objective})`,
    ({ objective }) => `Correct the labels, or choose another objective than ${objective}.`,
  ),
  XGB_WEIGHTS_ZERO: entry<{ rows: number }>(
    "ValidationError",
    ({ rows }) => `the weights of all ${rows} rows add up to 0, expected at least one above 0`,
    "Give a row a weight above 0, or leave the weights out.",
  ),
  XGB_METRIC_UNUSABLE: entry<{ metric: string; reason: string }>(
    "ValidationError",
    ({ metric, reason }) => `${metric} cannot be evaluated: ${reason}`,
    "Choose a metric that fits the objective and the labels.",
  ),
  XGB_FEATURE_MAP_REFUSED: entry<{ reason: string }>(
    "ValidationError",
    ({ reason }) => `the feature map does not fit the model: ${reason}`,
    "Write a line `number name kind` for each feature, kinds being i, q, int, float or c.",
  ),
};
