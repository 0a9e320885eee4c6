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
  XGB_CATEGORY_REFUSED: entry<{ row: number; column: number; value: number }>(
    "ValidationError",
    ({ row, column, value }) => `row ${row}, column ${column} is ${value}, expected a category from 0 to 16777215`,
    "Number categories from 0, or state the column as float.",
  ),
  XGB_REFERENCE_DIFFERS: entry<{ set: string }>(
    "ValidationError",
    ({ set }) => `the evaluation set ${set} has bins of its own, expected those of the training matrix`,
    "Make the evaluation set with `ref`, the training matrix.",
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
  XGB_MODEL_UNREADABLE: entry<{ at: number; expected: string; got: string }>(
    "ValidationError",
    ({ at, expected, got }) => `the model file ends being readable at place ${at}, expected ${expected}, got ${got}`,
    "Give the whole bytes of a file that xgboost saved as JSON or UBJSON.",
  ),
  XGB_MODEL_BROKEN: entry<{ place: string; expected: string; got: string }>(
    "ValidationError",
    ({ place, expected, got }) =>
      `${place || "the file"} of the model is not as xgboost writes it, expected ${expected}, got ${got}`,
    "Save the model again with xgboost 1.6 or newer.",
  ),
  XGB_INTERCEPT_REFUSED: entry<{ objective: string; value: number }>(
    "ValidationError",
    ({ objective, value }) => `the base score of ${objective} that follows from labels and weights is ${value}`,
    "Look for extreme labels, weights or scale_pos_weight, or give base_score.",
  ),
  XGB_PARAMETER_UNSUPPORTED: entry<{ parameter: string; value: string; supported: readonly string[] }>(
    "ValidationError",
    ({ parameter, value }) => `${parameter} ${value} is known to xgboost, but not implemented here`,
    ({ parameter, supported }) => `Leave ${parameter} out, or use ${supported.join(" or ")}.`,
  ),
  XGB_FEATURES_DIFFER: entry<{ column: number; expected: string | undefined; got: string | undefined }>(
    "ValidationError",
    ({ column, expected, got }) =>
      `column ${column} is named ${JSON.stringify(got) ?? "nothing"}, but the model expects ${JSON.stringify(expected) ?? "no more columns"}`,
    "Give the matrix the feature names that the model was trained with, in their order.",
  ),
  XGB_ROUNDS_REFUSED: entry<{ from: number; to: number; rounds: number }>(
    "ValidationError",
    ({ from, to, rounds }) => `rounds ${from} to ${to} are asked for, but the model has ${rounds}`,
    ({ rounds }) => `Give a range within 0 to ${rounds}.`,
  ),
  XGB_NO_EVALUATION: entry<{ set: string | undefined; metric: string | undefined }>(
    "ValidationError",
    ({ set, metric }) =>
      `early stopping watches ${metric ?? "the last metric"} of ${set ?? "the last evaluation set"}, but there is none`,
    'Give evals, such as [[validation, "validation"]], with a metric of that name.',
  ),
  XGB_NAME_UNKNOWN: entry<{ kind: "objective" | "metric"; name: string; known: readonly string[] }>(
    "ValidationError",
    ({ kind, name }) => `${JSON.stringify(name)} is no ${kind} of xgboost that is known here`,
    ({ known }) => `Write one of ${known.join(", ")}.`,
  ),
};
