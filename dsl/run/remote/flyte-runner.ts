import type { ExecutionId } from "../../../lib/client/index.js";
import type { Task } from "../../../lib/dag/index.js";
import type { Runner } from "../../../lib/engine/index.js";
import type { Literals } from "../../../lib/types/index.js";
import type { FlyteStepSettings } from "../../flyte/index.js";
import { carried, end, type FlyteRunnerOptions, isLeft, keyOf, type Started } from "./context.js";
import { runSensor } from "./remote-sensor.js";
import { runRemote, runStep } from "./remote-step.js";

export type { FlyteRunnerOptions } from "./context.js";

/** Runs the steps of a run that are done on Flyte. */
export interface FlyteRunner extends Required<Pick<Runner, "run" | "launch" | "abandon">> {
  /** Terminates the executions that were started without being waited for, and waits until that is done. */
  abandonAll(cause: string): Promise<void>;
  /** Takes over an execution that a step of an earlier go of the run started without waiting for it. */
  remember(task: Task, outputs: Literals, run: string): void;
}

/**
 * A runner of tasks of type `flyte_step` and `flyte_sensor`. It checks the remote interface before it starts anything
 * (`STEP_REMOTE_INTERFACE_DIFFERS`), sends local files that the step is given, starts the execution under a name derived
 * from run, node and attempt, and watches it; when the attempt is aborted, so is the execution, with the cause. A remote
 * failure is thrown as the `TaskError` that tells its node, attempt, message and link.
 */
export function flyteRunner(options: FlyteRunnerOptions): FlyteRunner {
  const started: Started = new Map();
  return {
    async run(task, inputs, attempt) {
      if (task.type === "flyte_sensor") return runSensor(task, inputs, { attempt, started, options });
      return runStep(task, inputs, { attempt, started, options });
    },
    async launch(plan, inputs, attempt) {
      const step = { kind: "launchPlan" as const, ref: plan.ref, interface: plan.interface, wait: true };
      return runRemote(step, inputs, { attempt, started, options });
    },
    async abandon(target, attempt, cause) {
      const id = carried(attempt);
      // A sensor only looks at what somebody else may have started.
      if (id === undefined || isLeft(attempt.signal) || ("type" in target && target.type !== "flyte_step")) return;
      const custom = "type" in target ? (target.custom as unknown as FlyteStepSettings) : undefined;
      await end(options.backendOf(custom?.connection), id, cause);
    },
    remember({ custom }, outputs, run) {
      // The compiler wrote it for tasks of this type.
      const backend = options.backendOf((custom as unknown as FlyteStepSettings).connection);
      const id = idOf(outputs);
      started.set(keyOf(backend, id), { backend, id, run });
    },
    async abandonAll(cause) {
      const left = [...started.values()];
      started.clear();
      await Promise.allSettled(left.map(({ backend, id }) => end(backend, id, cause)));
    },
  };
}

function idOf(outputs: Literals): ExecutionId {
  const text = (name: string) => {
    const literal = outputs[name];
    return literal?.kind === "string" ? literal.value : "";
  };
  return { project: text("project"), domain: text("domain"), name: text("execution_name") };
}
