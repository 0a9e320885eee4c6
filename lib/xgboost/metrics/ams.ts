import { log } from "../libm/index.js";
import type { Metric } from "../metric.js";
import { general } from "../number-text.js";
import { checkRows, unusable } from "./elementwise.js";
import { descending } from "./order.js";

const regular = 10;

/** Approximate median significance of the first share of rows: `ams@0.15`; of the best cut for `ams@0`. */
export function ams(argument: string | undefined): Metric {
  const share = Math.fround(Number.parseFloat(argument ?? ""));
  if (Number.isNaN(share)) throw unusable("ams", "its name carries no share, as ams@0.15");
  const name = `ams@${general(share, 6)}`;
  return {
    name,
    evaluate(predictions, info) {
      checkRows(name, predictions, info);
      const { labels, weights, rows } = info;
      const order = descending(predictions);
      const top = Math.trunc(share * rows) || rows;
      let signal = 0;
      let background = 0;
      let best = 0;
      for (let i = 0; i < rows - 1 && i < top; i++) {
        const row = order[i]!;
        const weight = weights.length > 0 ? weights[row]! : 1;
        if (labels[row]! > 0.5) signal += weight;
        else background += weight;
        if (predictions[row] !== predictions[order[i + 1]!]) best = Math.max(best, significance(signal, background));
      }
      return Math.fround(top === rows ? best : significance(signal, background));
    },
  };
}

function significance(signal: number, background: number): number {
  const rest = background + regular;
  return Math.sqrt(2 * ((signal + rest) * log(1 + signal / rest) - signal));
}
