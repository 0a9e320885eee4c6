import type { Task } from "../../dag/index.js";
import { failure } from "../../errors/index.js";
import type { Literals } from "../../types/index.js";

/**
 * Holds outputs against what the task declares. Fails with `TASK_OUTPUT_MISSING`, `TASK_OUTPUT_UNKNOWN` or
 * `TASK_OUTPUT_MISMATCH`.
 */
export function checkOutputs({ ref, interface: declared }: Task, outputs: unknown): asserts outputs is Literals {
  const given = typeof outputs === "object" && outputs !== null ? (outputs as Partial<Literals>) : {};
  for (const name in declared.outputs) {
    const literal = given[name];
    if (literal === undefined)
      throw failure("TASK_OUTPUT_MISSING", { task: ref.name, output: name }, { path: `${ref.name}.outputs.${name}` });
  }
  for (const name in given) {
    if (Object.hasOwn(declared.outputs, name)) continue;
    const known = Object.keys(declared.outputs);
    throw failure(
      "TASK_OUTPUT_UNKNOWN",
      { task: ref.name, output: name, known },
      { path: `${ref.name}.outputs.${name}` },
    );
  }
}
