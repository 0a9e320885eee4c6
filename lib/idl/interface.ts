import { create } from "@bufbuild/protobuf";
import { failure } from "../errors/index.js";
import type { Interface, Literal, Variable, Variables } from "../types/index.js";
import { carrier } from "./carried.js";
import {
  type ParameterMap,
  ParameterMapSchema,
  type Parameter as ParameterMessage,
  ParameterSchema,
  type TypedInterface,
  TypedInterfaceSchema,
  type VariableMap,
  VariableMapSchema,
  type Variable as VariableMessage,
  VariableSchema,
} from "./gen/flyteidl/core/interface_pb.js";
import { known } from "./known.js";
import { decodeLiteral, encodeLiteral, join } from "./literal.js";
import { decodeType, encodeType, mapValues } from "./type.js";

/** What a launch plan says of one input: its variable, and a default or that it must be given. */
export interface Parameter {
  readonly variable: Variable;
  /** Absent: the caller must give it if `required`. */
  readonly default?: Literal;
  readonly required?: boolean;
}

const variables = carrier(VariableSchema, ["type", "description"]);

/** One input or output as Flyte's `core.Variable`. */
export function encodeVariable({ type, description, rest }: Variable): VariableMessage {
  const message = variables.write(rest);
  message.type = encodeType(type);
  message.description = description ?? "";
  return message;
}

/** The input or output that a `core.Variable` declares; WIRE_FIELD_MISSING without a type. */
export function decodeVariable(message: VariableMessage, path = ""): Variable {
  const rest = variables.read(known(message, path));
  return {
    type: decodeType(message.type, path),
    ...(message.description === "" ? {} : { description: message.description }),
    ...(rest === undefined ? {} : { rest }),
  };
}

/** Inputs or outputs as a `core.VariableMap`. */
export function encodeVariables(all: Variables): VariableMap {
  return create(VariableMapSchema, { variables: mapValues(all, encodeVariable) });
}

/** Inputs or outputs of a `core.VariableMap`; none when there is no map. */
export function decodeVariables(message: VariableMap | undefined, path = ""): Variables {
  if (message === undefined) return {};
  return mapValues(known(message, path).variables, (variable, name) => decodeVariable(variable, join(path, name)));
}

/** Both sides as Flyte's `core.TypedInterface`, each present also when empty. */
export function encodeInterface({ inputs, outputs }: Interface): TypedInterface {
  return create(TypedInterfaceSchema, { inputs: encodeVariables(inputs), outputs: encodeVariables(outputs) });
}

/** Both sides of a `core.TypedInterface`; a side that is not set is empty. */
export function decodeInterface(message: TypedInterface | undefined, path = ""): Interface {
  if (message === undefined) return { inputs: {}, outputs: {} };
  const { inputs, outputs } = known(message, path);
  return {
    inputs: decodeVariables(inputs, join(path, "inputs")),
    outputs: decodeVariables(outputs, join(path, "outputs")),
  };
}

/** One input of a launch plan as Flyte's `core.Parameter`. */
export function encodeParameter({ variable, default: value, required }: Parameter): ParameterMessage {
  const message = create(ParameterSchema, { var: encodeVariable(variable) });
  if (value !== undefined) message.behavior = { case: "default", value: encodeLiteral(value) };
  else if (required !== undefined) message.behavior = { case: "required", value: required };
  return message;
}

/** The input that a `core.Parameter` describes; WIRE_FIELD_UNSUPPORTED for one that an artifact fills. */
export function decodeParameter(message: ParameterMessage, path = ""): Parameter {
  const { var: variable, behavior } = known(message, path);
  const decoded = decodeVariable(variable ?? create(VariableSchema), path);
  switch (behavior.case) {
    case "default":
      return { variable: decoded, default: decodeLiteral(behavior.value, path) };
    case "required":
      return { variable: decoded, required: behavior.value };
    case undefined:
      return { variable: decoded };
    default:
      throw failure("WIRE_FIELD_UNSUPPORTED", { message: "parameter", field: behavior.case }, { path });
  }
}

/** Inputs of a launch plan as a `core.ParameterMap`. */
export function encodeParameters(parameters: Readonly<Record<string, Parameter>>): ParameterMap {
  return create(ParameterMapSchema, { parameters: mapValues(parameters, encodeParameter) });
}

/** Inputs of a launch plan by name; none when there is no map. */
export function decodeParameters(message: ParameterMap | undefined, path = ""): Readonly<Record<string, Parameter>> {
  if (message === undefined) return {};
  return mapValues(known(message, path).parameters, (parameter, name) => decodeParameter(parameter, join(path, name)));
}
