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
  XGB_FOLDS_REFUSED: entry<{ reason: string }>(
    "ValidationError",
    ({ reason }) => `no folds can be made: ${reason}`,
    "Give nfold as a whole number of at least 2, or folds of your own.",
  ),
  XGB_NOT_FITTED: entry<{ estimator: string }>(
    "ValidationError",
    ({ estimator }) => `${estimator} has no model yet`,
    "Call fit or loadModel first.",
  ),
  XGB_NO_HISTORY: entry<object>(
    "ValidationError",
    () => "nothing was evaluated while the estimator was fitted",
    "Give fit an evalSet.",
  ),
  XGB_ESTIMATOR_OTHER: entry<{ expected: string; got: string }>(
    "ValidationError",
    ({ expected, got }) => `the file holds a ${got}, expected a ${expected}`,
    ({ got }) => `Load it with the estimator for a ${got}.`,
  ),
  XGB_CLASSES_REFUSED: entry<{ classes: readonly number[] }>(
    "ValidationError",
    ({ classes }) => {
      const expected = classes.length > 1 ? `0 to ${classes.length - 1}` : "0";
      const shown = classes.slice(0, 10).join(", ");
      return `the labels hold ${classes.length} values, ${shown}${classes.length > 10 ? ", …" : ""}, expected ${expected}`;
    },
    "Number the classes 0, 1, 2, … without a gap.",
  ),
  XGB_GROUPS_ABSENT: entry<{ what: string }>(
    "ValidationError",
    ({ what }) => `ranking needs query groups of ${what}`,
    "Give group (sizes) or qid (an id a row).",
  ),
  XGB_GROUPS_SCATTERED: entry<{ row: number; qid: number }>(
    "ValidationError",
    ({ row, qid }) => `query ${qid} comes back in row ${row} after rows of other queries`,
    "Sort the rows by query.",
  ),
  XGB_THREAD_FAILED: entry<{ reason: string }>(
    "TaskError",
    ({ reason }) => `a thread of the training failed: ${reason}`,
    "Train again, with nthread 1 if it comes back.",
  ),
  XGB_TREE_DEEP: entry<{ what: string; deepest: number }>(
    "ValidationError",
    ({ what, deepest }) => `${what} goes down ${deepest} levels at most, and a tree of the model has more`,
    "Check where the model comes from; training bounds trees by max_depth and max_leaves.",
  ),
};
