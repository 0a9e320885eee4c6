import type { DataInfo } from "../data-info.js";
import { log } from "../libm/index.js";
import { aftLikelihood } from "../metrics/survival.js";
import { general } from "../number-text.js";
import type { GradientPairs, Objective } from "../objective.js";
import type { ParameterReader } from "../parameter-reader.js";
import { aftNoise, checkBounds } from "./aft-noise.js";
import { logarithmic } from "./link.js";
import { bounds, type Censoring, type Noise, noises } from "./noise.js";

const f = Math.fround;
const tiny = 1e-12;
const name = "survival:aft";

/** `survival:aft` on interval-censored times. */
export function aft(parameters: ParameterReader): Objective {
  const { distribution, sigma } = aftNoise(parameters);
  const json = { aft_loss_distribution: distribution, aft_loss_distribution_scale: general(sigma, 9) };
  return {
    name,
    defaultMetric: "aft-nloglik",
    // Unless it is asked for by name, xgboost's metric knows the distribution but not its scale.
    ownMetric: aftLikelihood({ distribution, sigma: 1 }),
    classes: 0,
    targets: 1,
    checkLabels: checkBounds,
    gradients: (margins, info, { out }) => fill(margins, info, { noise: noises[distribution], sigma, out }),
    transform: logarithmic.transform,
    evalTransform: (margins) => margins,
    toMargins: (baseScores) => baseScores.map(logarithmic.toMargin),
    estimateBaseScore: () => undefined,
    toJson: () => ({ aft_loss_param: json }),
  };
}

interface Settings {
  readonly noise: Noise;
  readonly sigma: number;
  readonly out: GradientPairs;
}

function fill(margins: Float32Array, info: DataInfo, { noise, sigma, out }: Settings): void {
  const { lowerBounds, upperBounds, weights, rows } = info;
  for (let row = 0; row < rows; row++) {
    const [lower, upper, margin] = [lowerBounds[row]!, upperBounds[row]!, margins[row]!];
    const weight = weights.length > 0 ? weights[row]! : 1;
    const pair =
      lower === upper
        ? exactPair((log(lower) - margin) / sigma, noise, sigma)
        : censoredPair({ lower, upper, margin }, noise, sigma);
    out[2 * row] = f(clip(pair.gradient, -bounds.gradient, bounds.gradient)) * weight;
    out[2 * row + 1] = f(clip(pair.hessian, bounds.minHessian, bounds.maxHessian)) * weight;
  }
}

interface Pair {
  readonly gradient: number;
  readonly hessian: number;
}

function exactPair(z: number, noise: Noise, sigma: number): Pair {
  const pdf = noise.pdf(z);
  const slope = noise.gradient(z);
  const limit = { censoring: "exact" as const, positive: z > 0, noise, sigma };
  return pairOf(
    { numerator: slope, denominator: sigma * pdf },
    { numerator: -(pdf * noise.hessian(z) - slope * slope), denominator: sigma * sigma * pdf * pdf },
    limit,
  );
}

function censoredPair(
  { lower, upper, margin }: { lower: number; upper: number; margin: number },
  noise: Noise,
  sigma: number,
): Pair {
  let censoring: Censoring = "interval";
  const high = { z: 0, pdf: 0, cdf: 1, slope: 0 };
  if (upper === Number.POSITIVE_INFINITY) censoring = "right";
  else Object.assign(high, at((log(upper) - margin) / sigma, noise));
  const low = { z: 0, pdf: 0, cdf: 0, slope: 0 };
  if (lower <= 0) censoring = "left";
  else Object.assign(low, at((log(lower) - margin) / sigma, noise));

  const pdf = high.pdf - low.pdf;
  const cdf = high.cdf - low.cdf;
  const root = sigma * cdf;
  return pairOf(
    { numerator: pdf, denominator: root },
    { numerator: -(cdf * (high.slope - low.slope) - pdf * pdf), denominator: root * root },
    { censoring, positive: high.z > 0 || low.z > 0, noise, sigma },
  );
}

function at(z: number, noise: Noise): { z: number; pdf: number; cdf: number; slope: number } {
  return { z, pdf: noise.pdf(z), cdf: noise.cdf(z), slope: noise.gradient(z) };
}

interface Quotient {
  readonly numerator: number;
  readonly denominator: number;
}

interface Limit {
  readonly censoring: Censoring;
  readonly positive: boolean;
  readonly noise: Noise;
  readonly sigma: number;
}

function pairOf(gradient: Quotient, hessian: Quotient, { censoring, positive, noise, sigma }: Limit): Pair {
  const { limits } = noise;
  return {
    gradient: quotient(gradient) ?? limits.gradient(censoring, positive, sigma),
    hessian: quotient(hessian) ?? limits.hessian(censoring, positive, sigma),
  };
}

// Undefined where the densities vanish, so that the limit stands in.
function quotient({ numerator, denominator }: Quotient): number | undefined {
  const value = numerator / denominator;
  return denominator < tiny && !Number.isFinite(value) ? undefined : value;
}

function clip(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
