import { create } from "@bufbuild/protobuf";
import type { ParameterMap } from "../../lib/idl/gen/flyteidl/core/interface_pb.js";
import { type Literal, type LiteralMap, LiteralMapSchema } from "../../lib/idl/gen/flyteidl/core/literals_pb.js";
import { invalid } from "../state/index.js";
import { castable } from "./compile/castable.js";
import { typeOfGiven } from "./compile/literal-type.js";
import { typeText } from "./compile/types.js";

/**
 * The values that a run starts with: those given, the defaults of those left out, and the fixed ones. INVALID_ARGUMENT
 * for one that is unknown, missing, fixed, or of another type.
 */
export function mergeInputs(
  given: LiteralMap | undefined,
  expected: ParameterMap | undefined,
  fixed: LiteralMap | undefined,
): LiteralMap {
  const parameters = expected?.parameters ?? {};
  const values = given?.literals ?? {};
  for (const name of Object.keys(values)) if (!Object.hasOwn(parameters, name)) throw invalid(`invalid input ${name}`);
  const merged: Record<string, Literal> = {};
  for (const [name, { var: variable, behavior }] of Object.entries(parameters)) {
    const value = values[name] ?? (behavior.case === "default" ? behavior.value : undefined);
    if (value === undefined && behavior.case === "required" && behavior.value) {
      throw invalid(`expected_inputs ${name} missing`);
    }
    if (value === undefined) continue;
    if (values[name] === undefined) {
      merged[name] = value;
      continue;
    }
    const type = typeOfGiven(name, value);
    if (variable?.type === undefined || !castable(type, variable.type)) {
      const want = `Expected ${typeText(variable?.type)}, but got ${typeText(type)}`;
      throw invalid(`invalid ${name} input wrong type. ${want}`);
    }
    merged[name] = value;
  }
  for (const [name, literal] of Object.entries(fixed?.literals ?? {})) {
    if (Object.hasOwn(merged, name)) throw invalid(`fixed_inputs ${name} cannot be overridden`);
    merged[name] = literal;
  }
  return create(LiteralMapSchema, { literals: merged });
}
