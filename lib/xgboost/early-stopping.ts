import { failure } from "../errors/index.js";
import type { TrainingCallback } from "./train.js";

/** What ends a training early. */
export interface EarlyStoppingOptions {
  /** Rounds without improvement before it stops; below 1, it stops after the first. */
  readonly rounds: number;
  /** The last metric unless given. */
  readonly metricName?: string;
  /** The last set unless given. */
  readonly dataName?: string;
  /** Whether more is better; known from the metric's name unless given. */
  readonly maximize?: boolean;
  /** What an improvement must exceed; 0 unless given. */
  readonly minDelta?: number;
}

const maximized = /^(auc|aucpr|pre|map|ndcg)/;

/**
 * Stops a training once a metric has not improved for some rounds, and notes the best round on the booster. All trees are
 * kept. Throws `XGB_NO_EVALUATION`.
 */
export function earlyStopping(options: EarlyStoppingOptions): TrainingCallback {
  const { rounds, minDelta = 0 } = options;
  if (typeof rounds !== "number" || Number.isNaN(rounds))
    throw failure("XGB_PARAMETER_REFUSED", { parameter: "earlyStoppingRounds", value: rounds, expected: "a number" });
  let best: number | undefined;
  let since = 0;
  let earlier = 0;
  return {
    beforeTraining(booster) {
      earlier = booster.rounds;
    },
    afterIteration(booster, round, history) {
      const set = options.dataName ?? Object.keys(history).at(-1);
      const metrics = set === undefined ? undefined : history[set];
      const metric = options.metricName ?? Object.keys(metrics ?? {}).at(-1);
      const score = metric === undefined ? undefined : metrics?.[metric]?.at(-1);
      if (metric === undefined || score === undefined) throw failure("XGB_NO_EVALUATION", { set, metric });
      const grows = options.maximize ?? (maximized.test(metric) && metric !== "mape");
      const isBetter = best === undefined || (grows ? score - minDelta > best : best - minDelta > score);
      since = isBetter ? 0 : since + 1;
      if (isBetter) {
        best = score;
        booster.setAttribute("best_score", pythonFloat(score));
        booster.setAttribute("best_iteration", String(earlier + round));
      }
      return since >= rounds;
    },
  };
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
