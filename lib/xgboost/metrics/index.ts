import { failure } from "../../errors/index.js";
import type { Metric } from "../metric.js";
import type { ParameterReader } from "../parameter-reader.js";
import { ams } from "./ams.js";
import { auc, aucpr } from "./auc.js";
import { error, logloss, merror, mlogloss } from "./classification.js";
import { gammaDeviance, gammaNloglik, poissonNloglik, tweedieNloglik } from "./likelihood.js";
import { expectile, quantile } from "./quantile.js";
import { meanAveragePrecision, ndcg, precision } from "./ranking.js";
import { mae, mape, mphe, rmse, rmsle } from "./regression.js";
import { aftNloglik, coxNloglik, intervalRegressionAccuracy } from "./survival.js";

type Maker = (argument: string | undefined, parameters: ParameterReader) => Metric;

const makers: Readonly<Record<string, Maker>> = {
  rmse: () => rmse,
  rmsle: () => rmsle,
  mae: () => mae,
  mape: () => mape,
  mphe: (_, parameters) => mphe(parameters),
  logloss: () => logloss,
  error,
  merror: () => merror,
  mlogloss: () => mlogloss,
  auc: () => auc,
  aucpr: () => aucpr,
  "poisson-nloglik": () => poissonNloglik,
  "gamma-nloglik": () => gammaNloglik,
  "gamma-deviance": () => gammaDeviance,
  "tweedie-nloglik": tweedieNloglik,
  quantile: (_, parameters) => quantile(parameters),
  expectile: (_, parameters) => expectile(parameters),
  "cox-nloglik": () => coxNloglik,
  "aft-nloglik": (_, parameters) => aftNloglik(parameters),
  "interval-regression-accuracy": () => intervalRegressionAccuracy,
  ndcg,
  map: meanAveragePrecision,
  pre: precision,
  ams,
};

/** The metric of a name such as `auc` or `error@0.3`, with its parameters read; throws `XGB_NAME_UNKNOWN`. */
export function createMetric(name: string, parameters: ParameterReader): Metric {
  const at = name.indexOf("@");
  const dashed = at < 0 && name.length > 1 && name.endsWith("-");
  const family = at >= 0 ? name.slice(0, at) : dashed ? name.slice(0, -1) : name;
  const make = Object.hasOwn(makers, family) ? makers[family] : undefined;
  if (make === undefined) throw failure("XGB_NAME_UNKNOWN", { kind: "metric", name, known: Object.keys(makers) });
  return make(at >= 0 ? name.slice(at + 1) : dashed ? "-" : undefined, parameters);
}
