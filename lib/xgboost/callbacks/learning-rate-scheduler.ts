import { failure } from "../../errors/index.js";
import type { LoggedScore, TrainedModel, TrainingCallback } from "./training-callback.js";

/**
 * Sets the learning rate round by round, as `LearningRateScheduler` of xgboost's Python package does: what a list or a
 * function gives for round 0 holds from round 1 on, while round 0 has the rate of the parameters. A list has a rate for every
 * round. Throws `XGB_PARAMETER_REFUSED`.
 */
export class LearningRateScheduler implements TrainingCallback<TrainedModel, LoggedScore> {
  readonly #rateOf: (round: number) => number;

  constructor(learningRates: ArrayLike<number> | ((round: number) => number)) {
    const isList = typeof learningRates === "object" && learningRates !== null && "length" in learningRates;
    if (typeof learningRates === "function") this.#rateOf = learningRates;
    else if (isList) this.#rateOf = (round) => listed(learningRates, round);
    else throw refused(learningRates, "a list of numbers, or a function of the round");
  }

  afterIteration(model: TrainedModel, round: number): undefined {
    const rate = this.#rateOf(round);
    if (typeof rate !== "number" || !(rate >= 0)) throw refused(rate, `a number of at least 0 for round ${round}`);
    model.setParameter("learning_rate", rate);
  }
}

function listed(rates: ArrayLike<number>, round: number): number {
  const rate = rates[round];
  if (rate === undefined) throw refused(Array.from(rates), `a rate for every round, round ${round} among them`);
  return rate;
}

function refused(value: unknown, expected: string): Error {
  return failure("XGB_PARAMETER_REFUSED", { parameter: "learningRates", value, expected });
}
