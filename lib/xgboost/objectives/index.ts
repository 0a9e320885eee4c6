import { failure } from "../../errors/index.js";
import type { Objective } from "../objective.js";
import type { ParameterReader } from "../parameter-reader.js";

type Maker = (parameters: ParameterReader) => Objective;

const makers: Readonly<Record<string, Maker>> = {};

/** The objective of a name, with its parameters read; throws `XGB_NAME_UNKNOWN`. */
export function createObjective(name: string, parameters: ParameterReader): Objective {
  const make = Object.hasOwn(makers, name) ? makers[name] : undefined;
  if (make === undefined) throw failure("XGB_NAME_UNKNOWN", { kind: "objective", name, known: Object.keys(makers) });
  return make(parameters);
}
