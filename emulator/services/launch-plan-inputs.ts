import { create } from "@bufbuild/protobuf";
import type { LaunchPlanSpec } from "../../lib/idl/gen/flyteidl/admin/launch_plan_pb.js";
import {
  type Parameter,
  type ParameterMap,
  ParameterMapSchema,
  ParameterSchema,
  type Variable,
} from "../../lib/idl/gen/flyteidl/core/interface_pb.js";

import type { LiteralType } from "../../lib/idl/gen/flyteidl/core/types_pb.js";
import { invalid, missing } from "../state/index.js";
import { castable } from "./compile/castable.js";
import { typeOfGiven } from "./compile/literal-type.js";
import { typeText } from "./compile/types.js";
import { checkLiterals, checkMoment, momentOf } from "./literal-rules.js";

type Variables = Readonly<Record<string, Variable>>;

/**
 * Inputs that a run of a launch plan may be given: its defaults, and the workflow's remaining inputs as required ones;
 * fixed inputs are left out. INVALID_ARGUMENT when the plan does not fit the workflow.
 */
export function expectedInputs(spec: LaunchPlanSpec, inputs: Variables): ParameterMap {
  const defaults = spec.defaultInputs?.parameters ?? {};
  const fixed = spec.fixedInputs?.literals ?? {};
  checkLiterals(spec.fixedInputs, "fixed_inputs");
  for (const [name, parameter] of Object.entries(defaults)) checkParameter(name, parameter);
  if (Object.keys(inputs).length === 0) {
    refuseAny("default", defaults);
    refuseAny("fixed", fixed);
  }
  for (const [name, { var: given }] of Object.entries(defaults)) {
    const declared = inputs[name]?.type;
    if (declared === undefined) throw invalid(`unexpected default_input ${name}`);
    // FlyteAdmin's text names the two the other way round than its text about fixed inputs.
    if (given?.type !== undefined && !castable(given.type, declared))
      throw mismatch("default_input", name, [given.type, declared]);
  }
  for (const [name, literal] of Object.entries(fixed)) {
    const declared = inputs[name]?.type;
    if (declared === undefined) throw invalid(`unexpected fixed_input ${name}`);
    const given = typeOfGiven(name, literal);
    if (!castable(given, declared)) throw mismatch("fixed_input", name, [declared, given]);
  }
  const open = Object.entries(inputs).filter(([name]) => !(name in defaults) && !(name in fixed));
  const required = open.map(([name, variable]) => {
    const behavior = { case: "required", value: true } as const;
    return [name, create(ParameterSchema, { var: variable, behavior })];
  });
  return create(ParameterMapSchema, { parameters: { ...defaults, ...Object.fromEntries(required) } });
}

function refuseAny(kind: string, given: Readonly<Record<string, unknown>>): void {
  const { length } = Object.keys(given);
  if (length > 0) throw invalid(`invalid launch plan ${kind} inputs, expected none but found ${length}`);
}

function mismatch(kind: string, name: string, [expected, got]: readonly (LiteralType | undefined)[]) {
  return invalid(`invalid ${kind} wrong type ${name}, expected ${typeText(expected)}, got ${typeText(got)} instead`);
}

function checkParameter(name: string, { var: variable, behavior }: Parameter): void {
  if (name === "") throw missing("key in default_inputs");
  if (variable?.type === undefined) {
    const what = `The Variable component of the Parameter ${name} in default_inputs`;
    throw invalid(`${what} either is missing, or has a missing Type`);
  }
  if (behavior.case === "artifactQuery") {
    throw invalid(`artifact mode not enabled but query found default_inputs ${name}`);
  }
  if (behavior.case === undefined || (behavior.case === "required" && !behavior.value)) {
    const what = `Invalid variable ${name} in default_inputs`;
    throw invalid(`${what} - variable has neither default, nor is required. One must be specified`);
  }
  if (behavior.case !== "default") return;
  const given = typeOfGiven(name, behavior.value);
  if (!castable(given, variable.type)) {
    const what = `Type mismatch for Parameter ${name} in default_inputs`;
    throw invalid(`${what} has type ${typeText(variable.type)}, expected ${typeText(given)}`);
  }
  const at = momentOf(behavior.value);
  if (at !== undefined) checkMoment(at);
}
