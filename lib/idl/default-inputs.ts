import { equals, toBinary } from "@bufbuild/protobuf";
import type { Dag } from "../dag/index.js";
import type { Literals } from "../types/index.js";
import { type Parameter, type ParameterMap, ParameterSchema } from "./gen/flyteidl/core/interface_pb.js";
import { encodeParameters } from "./interface.js";
import { known } from "./known.js";
import { decodeLiteral, join } from "./literal.js";

/** What decides on the inputs that a launch plan asks for. */
type Asked = Pick<Dag, "interface" | "defaults" | "plan">;

/** One parameter for each input that is not fixed: with its default, or required. */
export function parametersOf({ interface: { inputs }, defaults, plan }: Asked): ParameterMap {
  const asked = Object.entries(inputs).filter(([name]) => plan?.fixed?.[name] === undefined);
  return encodeParameters(
    Object.fromEntries(
      asked.map(([name, variable]) => {
        const value = defaults[name];
        return [name, value === undefined ? { variable, required: true } : { variable, default: value }];
      }),
    ),
  );
}

/** Whether two maps ask for the same; one from another client may order what is inside differently. */
export function sameParameters({ parameters: a }: ParameterMap, { parameters: b }: ParameterMap): boolean {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => b[name] !== undefined && sameParameter(a[name]!, b[name]))
  );
}

// As bytes too, where a NaN equals itself; bytes alone would mind the order of map entries.
function sameParameter(a: Parameter, b: Parameter): boolean {
  const bytes = (parameter: Parameter) => Buffer.from(toBinary(ParameterSchema, parameter));
  return equals(ParameterSchema, a, b) || bytes(a).equals(bytes(b));
}

/** Values of the inputs that a caller may leave out. */
export function decodeDefaults(message: ParameterMap | undefined, path: string): Literals {
  const parameters = message === undefined ? [] : Object.entries(known(message, path).parameters);
  return Object.fromEntries(
    parameters.flatMap(([name, { behavior }]) =>
      behavior.case === "default" ? [[name, decodeLiteral(behavior.value, join(path, name))] as const] : [],
    ),
  );
}
