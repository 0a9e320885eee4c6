import type { Runner } from "../../../lib/engine/index.js";
import { end, type FlyteRunnerOptions, type Started } from "./context.js";
import { runSensor } from "./remote-sensor.js";
import { runRemote, runStep } from "./remote-step.js";

export type { FlyteRunnerOptions } from "./context.js";

/** Runs the steps of a run that are done on Flyte. */
export interface FlyteRunner extends Required<Pick<Runner, "run" | "launch">> {
  /** Terminates the executions that were started without being waited for, and waits until that is done. */
  abandon(cause: string): Promise<void>;
}

/**
 * A runner of tasks of type `flyte_step` and `flyte_sensor`. It checks the remote interface before it starts anything
 * (`STEP_REMOTE_INTERFACE_DIFFERS`), sends local files that the step is given, starts the execution under a name derived
 * from run, node and attempt, and watches it; when the attempt is aborted, so is the execution, with the cause. A remote
 * failure is thrown as the `TaskError` that tells its node, attempt, message and link.
 */
export function flyteRunner(options: FlyteRunnerOptions): FlyteRunner {
  const started: Started = new Map();
  const lost = new Map<string, string>();
  return {
    async run(task, inputs, attempt) {
      if (task.type === "flyte_sensor") return runSensor(task, inputs, { attempt, started, lost, options });
      return runStep(task, inputs, { attempt, started, lost, options });
    },
    async launch(plan, inputs, attempt) {
      const step = { kind: "launchPlan" as const, ref: plan.ref, interface: plan.interface, wait: true };
      return runRemote(step, inputs, { attempt, started, lost, options });
    },
    async abandon(cause) {
      const left = [...started.values()];
      started.clear();
      await Promise.allSettled(left.map(({ backend, id }) => end(backend, id, cause)));
    },
  };
}
