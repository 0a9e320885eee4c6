import type { RemoteInterface } from "../../../lib/client/index.js";
import { describeType, type Interface, isAssignable } from "../../../lib/types/index.js";

/**
 * What keeps a step from standing for a remote entity, one sentence each; empty when it fits. A step may leave out inputs
 * that have a value there, and outputs that it does not want.
 */
export function interfaceDifferences(
  { inputs, outputs }: Interface,
  { interface: remote, required }: Pick<RemoteInterface, "interface" | "required">,
): readonly string[] {
  const found: string[] = [];
  for (const [name, { type }] of Object.entries(inputs)) {
    const there = remote.inputs[name];
    if (there === undefined) found.push(`it takes no input ${name}, but ${listOf(remote.inputs)}`);
    else if (!isAssignable(type, there.type))
      found.push(`its input ${name} is ${describeType(there.type)}, here it is ${describeType(type)}`);
  }
  for (const name of required)
    if (!(name in inputs)) found.push(`it needs the input ${name}, ${describeType(remote.inputs[name]!.type)}`);
  for (const [name, { type }] of Object.entries(outputs)) {
    const there = remote.outputs[name];
    if (there === undefined) found.push(`it gives no output ${name}, but ${listOf(remote.outputs)}`);
    else if (!isAssignable(there.type, type))
      found.push(`its output ${name} is ${describeType(there.type)}, here it is ${describeType(type)}`);
  }
  return found;
}

function listOf(variables: Readonly<Record<string, unknown>>): string {
  return Object.keys(variables).join(", ") || "none";
}
