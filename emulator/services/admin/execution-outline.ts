import type { Execution } from "../../../lib/idl/gen/flyteidl/admin/execution_pb.js";
import { trimmed } from "../trim.js";

/** An execution as lists show it: without inputs, and with long texts of errors cut. */
export function outline(execution: Execution): Execution {
  const { spec, closure } = execution;
  const result = closure?.outputResult;
  const { inputs, ...rest } = spec ?? { inputs: undefined };
  return {
    ...execution,
    ...(spec === undefined ? {} : { spec: { ...rest, $typeName: spec.$typeName } as typeof spec }),
    ...(closure !== undefined && result?.case === "error"
      ? { closure: { ...closure, outputResult: { case: "error", value: trimmed(result.value) } } }
      : {}),
  };
}
