import { failure } from "../../errors/index.js";
import { fixed } from "../number-text.js";
import type { EvaluationLog, LoggedScore, TrainedModel, TrainingCallback } from "./training-callback.js";

/** How {@link EvaluationMonitor} prints. */
export interface EvaluationMonitorOptions {
  /** Rounds between two lines; 1 unless given. */
  readonly period?: number | undefined;
  /** The worker that prints; training is on one, number 0, so that any other number prints nothing. */
  readonly rank?: number | undefined;
  /** Adds standard deviations in `cv`. */
  readonly showStdv?: boolean | undefined;
  /** Gets every line, its end included; standard output unless given. */
  readonly logger?: ((line: string) => void) | undefined;
}

/**
 * Prints all metrics of a round, `[7]	train-logloss:0.31204`, as `EvaluationMonitor` of xgboost's Python package does: the
 * last line that `period` passed over is printed at the end. Throws `XGB_PARAMETER_REFUSED`.
 */
export class EvaluationMonitor implements TrainingCallback<TrainedModel, LoggedScore> {
  readonly #period: number;
  readonly #isSilent: boolean;
  readonly #showStdv: boolean;
  readonly #print: (line: string) => void;
  #passedOver: string | undefined;

  constructor(options: EvaluationMonitorOptions = {}) {
    const { period = 1, rank = 0, showStdv = false, logger = (line) => process.stdout.write(line) } = options;
    if (!Number.isInteger(period) || period < 1)
      throw failure("XGB_PARAMETER_REFUSED", {
        parameter: "period",
        value: period,
        expected: "a whole number above 0",
      });
    this.#period = period;
    this.#isSilent = rank !== 0;
    this.#showStdv = showStdv;
    this.#print = logger;
  }

  afterIteration(_model: TrainedModel, round: number, log: EvaluationLog): undefined {
    const sets = Object.entries(log);
    if (sets.length === 0 || this.#isSilent) return;
    const parts = sets.flatMap(([set, metrics]) =>
      Object.entries(metrics).map(([metric, scores]) => `\t${set}-${metric}:${this.#text(scores.at(-1)!)}`),
    );
    const line = `[${round}]${parts.join("")}\n`;
    const isDue = round % this.#period === 0;
    if (isDue) this.#print(line);
    this.#passedOver = isDue ? undefined : line;
  }

  afterTraining(): void {
    if (this.#passedOver !== undefined) this.#print(this.#passedOver);
    this.#passedOver = undefined;
  }

  #text(score: LoggedScore): string {
    if (typeof score === "number") return decimal(score);
    const [mean, deviation] = score;
    return this.#showStdv ? `${decimal(mean)}+${decimal(deviation)}` : decimal(mean);
  }
}

// Python's `.5f`.
function decimal(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return fixed(value, 5);
}
