import type { Task } from "../../../lib/dag/index.js";
import type { TaskOutcome } from "../../../lib/engine/index.js";
import { failure } from "../../../lib/errors/index.js";
import type { Literals } from "../../../lib/types/index.js";

/** Flyte's task type `echo`: gives its input back, without any container. Fails with `EMULATOR_TASK_UNSUPPORTED`. */
export function echo({ ref, type, interface: { outputs } }: Task, inputs: Literals): TaskOutcome {
  const given = Object.values(inputs);
  const names = Object.keys(outputs);
  const [input, name] = [given[0], names[0]];
  if (given.length > 1 || given.length !== names.length) {
    const what = `${given.length} inputs and ${names.length} outputs, expected one of each`;
    throw failure("EMULATOR_TASK_UNSUPPORTED", { task: ref.name, type, what }, { retryable: false });
  }
  return { outputs: input === undefined || name === undefined ? {} : { [name]: input } };
}
