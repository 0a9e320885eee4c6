import { failure } from "../../errors/index.js";
import { Booster } from "../booster.js";
import { PackedBooster } from "./packed-booster.js";
import type { EvaluationLog, LoggedScore, TrainedModel, TrainingCallback } from "./training-callback.js";

/** What ends a training early. */
export interface EarlyStoppingOptions {
  /** Rounds without improvement before it stops; below 1, it stops after the first. */
  readonly rounds: number;
  /** The last metric unless given. */
  readonly metricName?: string | undefined;
  /** The last set unless given. */
  readonly dataName?: string | undefined;
  /** Whether more is better; known from the metric's name unless given. */
  readonly maximize?: boolean | undefined;
  /** Whether the model keeps the rounds up to the best one only; false unless given, and not for `cv`. */
  readonly saveBest?: boolean | undefined;
  /** What an improvement must exceed; 0 unless given. */
  readonly minDelta?: number | undefined;
}

const maximized = /^(auc|aucpr|pre|map|ndcg)/;

/**
 * Stops a training once a metric has not improved for some rounds, and notes the best round on the model, as `EarlyStopping`
 * of xgboost's Python package does; every training starts afresh. Throws `XGB_PARAMETER_REFUSED`, and in the training
 * `XGB_NO_EVALUATION`.
 */
export class EarlyStopping implements TrainingCallback<TrainedModel, LoggedScore> {
  readonly #options: EarlyStoppingOptions;
  #best: number | undefined;
  #since = 0;
  #earlier = 0;

  constructor(options: EarlyStoppingOptions) {
    const { rounds, minDelta = 0 } = options;
    const refused = (parameter: string, value: unknown, expected: string) =>
      failure("XGB_PARAMETER_REFUSED", { parameter, value, expected });
    if (typeof rounds !== "number" || Number.isNaN(rounds)) throw refused("earlyStoppingRounds", rounds, "a number");
    if (!(minDelta >= 0)) throw refused("minDelta", minDelta, "a number of at least 0");
    this.#options = options;
  }

  beforeTraining(model: TrainedModel): void {
    this.#best = undefined;
    this.#since = 0;
    this.#earlier = model.rounds;
    if (!this.#options.saveBest || !(model instanceof PackedBooster)) return;
    const expected = "false in cv, which gives no model";
    throw failure("XGB_PARAMETER_REFUSED", { parameter: "saveBest", value: true, expected });
  }

  afterIteration(model: TrainedModel, round: number, log: EvaluationLog): boolean {
    const { dataName, metricName, maximize, minDelta = 0, rounds } = this.#options;
    const set = dataName ?? Object.keys(log).at(-1);
    const metrics = set === undefined ? undefined : log[set];
    const metric = metricName ?? Object.keys(metrics ?? {}).at(-1);
    const logged = metric === undefined ? undefined : metrics?.[metric]?.at(-1);
    if (metric === undefined || logged === undefined) throw failure("XGB_NO_EVALUATION", { set, metric });
    const score = typeof logged === "number" ? logged : logged[0];
    const grows = maximize ?? (maximized.test(metric) && metric !== "mape");
    const best = this.#best;
    const isBetter = best === undefined || (grows ? score - minDelta > best : best - minDelta > score);
    this.#since = isBetter ? 0 : this.#since + 1;
    if (isBetter) {
      this.#best = score;
      model.setAttribute("best_score", pythonFloat(score));
      model.setAttribute("best_iteration", String(this.#earlier + round));
    }
    return this.#since >= rounds;
  }

  /** With `saveBest`, the booster up to its best round. */
  afterTraining(model: TrainedModel): TrainedModel {
    return this.#options.saveBest && model instanceof Booster ? model.slice(0, model.bestIteration + 1) : model;
  }
}

/** A double as Python's `str` prints it: `1e-05`, `0.5`, `1.0`. */
function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const [mantissa, exponent] = value.toExponential().split("e") as [string, string];
  const power = Number(exponent);
  if (value !== 0 && (power < -4 || power >= 16)) {
    return `${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  }
  const plain = Object.is(value, -0) ? "-0" : String(value);
  return plain.includes(".") ? plain : `${plain}.0`;
}
