import type { Task } from "../../dag/index.js";
import { failure } from "../../errors/index.js";
import { conforms, describeType, type Literals, typeOf } from "../../types/index.js";

/**
 * Holds outputs against what the task declares. Fails with `TASK_OUTPUT_MISSING`, `TASK_OUTPUT_UNKNOWN` or
 * `TASK_OUTPUT_MISMATCH`.
 */
export function checkOutputs({ ref, interface: declared }: Task, outputs: unknown): asserts outputs is Literals {
  const given = typeof outputs === "object" && outputs !== null ? (outputs as Partial<Literals>) : {};
  for (const output in declared.outputs) {
    const path = `${ref.name}.outputs.${output}`;
    const literal = Object.hasOwn(given, output) ? given[output] : undefined;
    if (literal === undefined) throw failure("TASK_OUTPUT_MISSING", { task: ref.name, output }, { path });
    const { type } = declared.outputs[output]!;
    if (conforms(literal, type)) continue;
    const facts = { task: ref.name, output, expected: describeType(type), got: describeType(typeOf(literal)) };
    throw failure("TASK_OUTPUT_MISMATCH", facts, { path });
  }
  for (const output in given) {
    if (Object.hasOwn(declared.outputs, output)) continue;
    const known = Object.keys(declared.outputs);
    throw failure("TASK_OUTPUT_UNKNOWN", { task: ref.name, output, known }, { path: `${ref.name}.outputs.${output}` });
  }
}
