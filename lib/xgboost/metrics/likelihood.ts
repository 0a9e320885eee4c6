import { expf, lgammaf, logf } from "../libm/index.js";
import type { Metric } from "../metric.js";
import { general } from "../number-text.js";
import { elementwise, unusable } from "./elementwise.js";

const f = Math.fround;
const epsilon = f(1e-6);
const smallest = f(1e-16);

/** Negative log-likelihood of counts. */
export const poissonNloglik: Metric = elementwise({
  name: "poisson-nloglik",
  row(label, prediction) {
    const p = Math.max(prediction, smallest);
    return f(f(lgammaf(f(label + 1)) + p) - f(logf(p) * label));
  },
});

/** Negative log-likelihood of a gamma distribution with shape 1. */
export const gammaNloglik: Metric = elementwise({
  name: "gamma-nloglik",
  row(label, prediction) {
    const theta = f(-1 / Math.max(prediction, epsilon));
    return -f(f(label * theta) - f(-logf(-theta)));
  },
});

/** Deviance of a gamma distribution. */
export const gammaDeviance: Metric = elementwise({
  name: "gamma-deviance",
  row(label, prediction) {
    const p = f(prediction + epsilon);
    const y = f(label + epsilon);
    return f(f(logf(f(p / y)) + f(y / p)) - 1);
  },
  final: (losses, weights) => (2 * losses) / (weights <= 0 ? epsilon : weights),
});

/** Negative log-likelihood of a Tweedie distribution; the name carries its power: `tweedie-nloglik@1.5`. */
export function tweedieNloglik(argument: string | undefined): Metric {
  const power = f(Number.parseFloat(argument ?? ""));
  if (!(power >= 1 && power < 2)) {
    throw unusable("tweedie-nloglik", "its name carries no variance power from 1 to below 2, as tweedie-nloglik@1.5");
  }
  const a = f(1 - power);
  const b = f(2 - power);
  return elementwise({
    name: `tweedie-nloglik@${general(power, 6)}`,
    row(label, prediction) {
      const log = logf(prediction);
      const first = f(f(label * expf(f(a * log))) / a);
      return f(-first + f(expf(f(b * log)) / b));
    },
  });
}
