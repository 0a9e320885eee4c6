import { failure } from "../../errors/index.js";
import type { Metric } from "../metric.js";
import type { ParameterReader } from "../parameter-reader.js";

type Maker = (name: string, parameters: ParameterReader) => Metric;

const makers: Readonly<Record<string, Maker>> = {};

/** The metric of a name such as `auc` or `error@0.3`, with its parameters read; throws `XGB_NAME_UNKNOWN`. */
export function createMetric(name: string, parameters: ParameterReader): Metric {
  const family = name.replace(/[@-]?$/, "").split("@")[0]!;
  const make = Object.hasOwn(makers, family) ? makers[family] : undefined;
  if (make === undefined) throw failure("XGB_NAME_UNKNOWN", { kind: "metric", name, known: Object.keys(makers) });
  return make(name, parameters);
}
