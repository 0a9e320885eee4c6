import { entry } from "../entry.js";

/** Mistakes in data, parameters and model files of the trainer. */
export const xgboost = {
  XGB_PARAMETER_REFUSED: entry<{ parameter: string; value: unknown; expected: string }>(
    "ValidationError",
    ({ parameter, value, expected }) => `${parameter} is ${JSON.stringify(value)}, expected ${expected}`,
    ({ parameter, expected }) => `Give ${parameter} as ${expected}.`,
  ),
  XGB_DATA_SHAPE: entry<{ what: string; expected: number | string; got: number }>(
    "ValidationError",
    ({ what, expected, got }) => `the number of ${what} does not fit, expected ${expected}, got ${got}`,
    "Give arrays whose lengths fit the rows and columns of the matrix.",
  ),
  XGB_DATA_INFINITE: entry<{ row: number; column: number; value: number }>(
    "ValidationError",
    ({ row, column, value }) => `row ${row}, column ${column} is ${value}, expected a finite number or NaN for missing`,
    "Replace values that do not fit into a float32, or state that value as `missing`.",
  ),
  XGB_WEIGHT_REFUSED: entry<{ row: number; value: number }>(
    "ValidationError",
    ({ row, value }) => `the weight of row ${row} is ${value}, expected a finite number of at least 0`,
    "Give weights of at least 0; a weight of 0 leaves the row out.",
  ),
  XGB_FEATURE_LABEL_REFUSED: entry<{ column: number; label: string; why: string }>(
    "ValidationError",
    ({ column, label, why }) => `${JSON.stringify(label)} of column ${column} ${why}`,
    "Name every column once, without [ ] and <, and state kinds as float, int, q, i or c.",
  ),
  XGB_BINS_DIFFER: entry<{ matrix: number; asked: number }>(
    "ValidationError",
    ({ matrix, asked }) => `max_bin is ${asked}, but the QuantileDMatrix was made with ${matrix} bins`,
    ({ matrix }) => `Train with max_bin ${matrix}, or make the matrix with the same maxBin.`,
  ),
  XGB_NOT_BINNED: entry<object>(
    "ValidationError",
    () => "the matrix has no cuts yet",
    "Train on it first, or make a QuantileDMatrix.",
  ),
  XGB_NO_VALUES: entry<{ what: string }>(
    "ValidationError",
    ({ what }) => `a QuantileDMatrix keeps bins, not values, and ${what} needs values`,
    "Use a DMatrix.",
  ),
  XGB_NAME_UNKNOWN: entry<{ kind: "objective" | "metric"; name: string; known: readonly string[] }>(
    "ValidationError",
    ({ kind, name }) => `${JSON.stringify(name)} is no ${kind} of xgboost that is known here`,
    ({ known }) => `Write one of ${known.join(", ")}.`,
  ),
};
