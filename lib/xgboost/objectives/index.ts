import { failure } from "../../errors/index.js";
import type { Objective } from "../objective.js";
import type { ParameterReader } from "../parameter-reader.js";
import { absoluteError } from "./absolute-error.js";
import { aft } from "./aft.js";
import { cox } from "./cox.js";
import { expectileError } from "./expectile-error.js";
import { gamma } from "./gamma.js";
import { hinge } from "./hinge.js";
import { rankMap, rankNdcg, rankPairwise } from "./lambda-rank.js";
import { binaryLogistic, logitRaw, regressionLogistic } from "./logistic.js";
import { poisson } from "./poisson.js";
import { pseudoHuber } from "./pseudo-huber.js";
import { quantileError } from "./quantile-error.js";
import { softmax, softprob } from "./softmax.js";
import { squaredError } from "./squared-error.js";
import { squaredLogError } from "./squared-log-error.js";
import { tweedie } from "./tweedie.js";

type Maker = (parameters: ParameterReader) => Objective;

const makers: Readonly<Record<string, Maker>> = {
  "reg:squarederror": squaredError,
  "reg:linear": squaredError,
  "reg:squaredlogerror": squaredLogError,
  "reg:logistic": regressionLogistic,
  "reg:pseudohubererror": pseudoHuber,
  "reg:absoluteerror": absoluteError,
  "reg:quantileerror": quantileError,
  "reg:expectileerror": expectileError,
  "reg:gamma": gamma,
  "reg:tweedie": tweedie,
  "count:poisson": poisson,
  "binary:logistic": binaryLogistic,
  "binary:logitraw": logitRaw,
  "binary:hinge": hinge,
  "multi:softmax": softmax,
  "multi:softprob": softprob,
  "rank:pairwise": rankPairwise,
  "rank:ndcg": rankNdcg,
  "rank:map": rankMap,
  "survival:cox": cox,
  "survival:aft": aft,
};

/** The objective of a name, with its parameters read; throws `XGB_NAME_UNKNOWN`. */
export function createObjective(name: string, parameters: ParameterReader): Objective {
  const make = Object.hasOwn(makers, name) ? makers[name] : undefined;
  if (make === undefined) throw failure("XGB_NAME_UNKNOWN", { kind: "objective", name, known: Object.keys(makers) });
  return make(parameters);
}
