import type { DataInfo } from "../data-info.js";
import type { Metric } from "../metric.js";
import { ascendingShares } from "../objectives/quantile-error.js";
import type { ParameterReader } from "../parameter-reader.js";
import { checkRows, weightedSums } from "./elementwise.js";

const f = Math.fround;

/** Mean pinball loss over rows and `quantile_alpha`. */
export function quantile(parameters: ParameterReader): Metric {
  const alphas = ascendingShares(parameters, "quantile_alpha");
  return overShares("quantile", alphas, (label, prediction, alpha) => {
    const d = f(label - prediction);
    return d >= 0 ? f(f(alpha * d) - 0) : f(0 - f(f(1 - alpha) * d));
  });
}

/** Mean expectile loss over rows and `expectile_alpha`. */
export function expectile(parameters: ParameterReader): Metric {
  const alphas = ascendingShares(parameters, "expectile_alpha");
  return overShares("expectile", alphas, (label, prediction, alpha) => {
    const d = f(prediction - label);
    return f(f((d >= 0 ? f(1 - alpha) : alpha) * d) * d);
  });
}

function overShares(
  name: string,
  alphas: readonly number[],
  loss: (label: number, prediction: number, alpha: number) => number,
): Metric {
  const width = alphas.length;
  return {
    name,
    evaluate(predictions: Float32Array, info: DataInfo) {
      checkRows(name, predictions, info, { width });
      const { losses, weights } = weightedSums(info, width, (i) =>
        loss(info.labels[Math.floor(i / width)]!, predictions[i]!, alphas[i % width]!),
      );
      return losses / weights;
    },
  };
}
