import type { Evaluation, Learner, Score } from "./learner.js";
import type { CustomMetric } from "./metric.js";

/**
 * Values of a custom metric on every set; it sees margins where the objective is custom, too. The Python package hands
 * them on as text with six digits after the point, and early stopping compares those.
 */
export function customScores(
  learner: Learner,
  evals: readonly Evaluation[],
  { customMetric, isMargin }: { readonly customMetric: CustomMetric | undefined; readonly isMargin: boolean },
): readonly Score[] {
  if (customMetric === undefined) return [];
  return evals.map(([matrix, set]) => {
    const margins = learner.margins(matrix);
    const predictions = isMargin ? margins : learner.booster.objective.transform(margins);
    const measured = customMetric(predictions, matrix.info);
    const [metric, value] = "name" in measured ? [measured.name, measured.value] : measured;
    const isPrintable = Number.isFinite(value) && Math.abs(value) < 1e21;
    return { set, metric, value: isPrintable ? Number(value.toFixed(6)) : value };
  });
}
