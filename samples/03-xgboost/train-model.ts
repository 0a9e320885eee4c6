import { type Booster, type TrainOptions, trainAsync } from "flytepath/xgboost";
import { matrixOf, type Parts } from "./parts.js";

/** Small steps on part of the rows and columns; early stopping finds out how many. */
export const parameters = {
  objective: "binary:logistic",
  eval_metric: "logloss",
  eta: 0.05,
  max_depth: 3,
  subsample: 0.8,
  colsample_bytree: 0.8,
  seed: 7,
} as const;

/** Logloss after a round. */
export interface Loss {
  readonly train: number;
  readonly validation: number;
}

export interface TrainedModel {
  /** The rounds up to the best one. */
  readonly booster: Booster;
  /** All rounds, those after the best one too. */
  readonly curve: readonly Loss[];
}

/** Boosts until the validation loss has not improved for 40 rounds, and keeps the rounds up to the best. */
export async function trainModel(
  { train, validation }: Omit<Parts, "test">,
  options: Pick<TrainOptions, "signal" | "onRound"> = {},
): Promise<TrainedModel> {
  const matrix = matrixOf(train);
  const curve: Loss[] = [];
  const booster = await trainAsync(parameters, matrix, {
    numBoostRound: 500,
    earlyStoppingRounds: 40,
    evals: [
      [matrix, "train"],
      [matrixOf(validation), "validation"],
    ],
    ...options,
    onRound: (progress) => {
      const [first, second] = progress.scores;
      curve.push({ train: first!.value, validation: second!.value });
      options.onRound?.(progress);
    },
  });
  return { booster: booster.slice(0, booster.bestIteration + 1), curve };
}
