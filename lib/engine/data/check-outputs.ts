import type { Task } from "../../dag/index.js";
import { failure } from "../../errors/index.js";
import { conforms, describeType, type Literals, typeOf, type Variables } from "../../types/index.js";

/** What a task is held to: its name and the outputs it must give. */
export interface Promised {
  readonly task: string;
  readonly outputs: Variables;
}

/** What a task is held to as a whole. */
export function promisedBy({ ref, interface: { outputs } }: Task): Promised {
  return { task: ref.name, outputs };
}

/** What a task is held to for one element of a mapped step, where it declares lists of what it gives. */
export function promisedForElement({ ref, interface: { outputs } }: Task): Promised {
  const single = Object.entries(outputs).map(
    ([name, { type }]) => [name, { type: type.kind === "list" ? type.element : type }] as const,
  );
  return { task: ref.name, outputs: Object.fromEntries(single) };
}

/**
 * Holds outputs against what was promised. Fails with `TASK_OUTPUT_MISSING`, `TASK_OUTPUT_UNKNOWN` or
 * `TASK_OUTPUT_MISMATCH`.
 */
export function checkOutputs({ task, outputs: declared }: Promised, outputs: unknown): asserts outputs is Literals {
  // A body may give anything; what is no object has none of the outputs.
  const given = typeof outputs === "object" && outputs !== null ? (outputs as Partial<Literals>) : {};
  for (const output in declared) {
    const literal = Object.hasOwn(given, output) ? given[output] : undefined;
    const path = () => ({ path: `${task}.outputs.${output}` });
    if (literal === undefined) throw failure("TASK_OUTPUT_MISSING", { task, output }, path());
    const { type } = declared[output]!;
    if (conforms(literal, type)) continue;
    const facts = { task, output, expected: describeType(type), got: describeType(typeOf(literal)) };
    throw failure("TASK_OUTPUT_MISMATCH", facts, path());
  }
  for (const output in given) {
    if (Object.hasOwn(declared, output)) continue;
    const known = Object.keys(declared);
    throw failure("TASK_OUTPUT_UNKNOWN", { task, output, known }, { path: `${task}.outputs.${output}` });
  }
}
