/** Parameters that may change between two rounds of a training. */
export const changeable = [
  "learning_rate",
  "max_depth",
  "max_leaves",
  "min_split_loss",
  "min_child_weight",
  "reg_lambda",
  "reg_alpha",
  "max_delta_step",
  "subsample",
  "colsample_bytree",
  "colsample_bylevel",
  "colsample_bynode",
  "rate_drop",
  "skip_drop",
] as const;

const aliases = ["eta", "gamma", "lambda", "alpha"];

/** Whether a parameter, under its name or another that xgboost knows, may change between two rounds. */
export function canChange(name: string): boolean {
  return aliases.includes(name) || changeable.some((other) => other === name);
}
