import type { ExecutionId } from "../../../lib/client/index.js";
import type { Task } from "../../../lib/dag/index.js";
import type { Runner } from "../../../lib/engine/index.js";
import type { Owed } from "../../../lib/journal/index.js";
import type { Literals } from "../../../lib/types/index.js";
import type { FlyteStepSettings } from "../../flyte/index.js";
import { carried, type FlyteRunnerOptions, isLeft, type Started, toldId } from "./context.js";
import { createEndings, type Endings, keyOf } from "./endings.js";
import { runSensor } from "./remote-sensor.js";
import { runRemote, runStep } from "./remote-step.js";

export type { FlyteRunnerOptions } from "./context.js";

/** Runs the steps of a run that are done on Flyte. */
export interface FlyteRunner extends Required<Pick<Runner, "run" | "launch" | "abandon">> {
  /** Notes that the executions that were started without being waited for are to end. */
  oweAll(cause: string): void;
  /** Terminates them, and waits until that is done. */
  abandonAll(cause: string): Promise<void>;
  /** Takes over an execution that a step of an earlier go of the run started without waiting for it. */
  remember(task: Task, outputs: Literals, run: string): void;
  /** Terminates what an earlier go of the run could not. */
  catchUp(owed: readonly Owed[]): Promise<void>;
  readonly endings: Pick<Endings, "keepIn" | "left">;
}

/**
 * A runner of tasks of type `flyte_step` and `flyte_sensor`. It checks the remote interface before it starts anything
 * (`STEP_REMOTE_INTERFACE_DIFFERS`), sends local files that the step is given, starts the execution under a name derived
 * from run, node and attempt, and watches it; when the attempt is aborted, so is the execution, with the cause. A remote
 * failure is thrown as the `TaskError` that tells its node, attempt, message and link.
 */
export function flyteRunner(options: FlyteRunnerOptions): FlyteRunner {
  const started: Started = new Map();
  const endings = createEndings(options.clock);
  return {
    endings,
    async run(task, inputs, attempt) {
      if (task.type === "flyte_sensor") return runSensor(task, inputs, { attempt, started, endings, options });
      return runStep(task, inputs, { attempt, started, endings, options });
    },
    async launch(plan, inputs, attempt) {
      const step = { kind: "launchPlan" as const, ref: plan.ref, interface: plan.interface, wait: true };
      return runRemote(step, inputs, { attempt, started, endings, options });
    },
    async abandon(target, attempt, cause) {
      const id = carried(attempt);
      // A sensor only looks at what somebody else may have started.
      if (id === undefined || isLeft(attempt.signal) || ("type" in target && target.type !== "flyte_step")) return;
      const custom = "type" in target ? (target.custom as unknown as FlyteStepSettings) : undefined;
      const connection = custom?.connection;
      await endings.end({ backend: options.backendOf(connection), connection, id, cause });
    },
    remember({ custom }, outputs, run) {
      // The compiler wrote it for tasks of this type.
      const { connection } = custom as unknown as FlyteStepSettings;
      const backend = options.backendOf(connection);
      const id = idOf(outputs);
      started.set(keyOf(backend, id), { backend, connection, id, run });
    },
    oweAll(cause) {
      for (const each of started.values()) endings.owe({ ...each, cause });
    },
    async abandonAll(cause) {
      const left = [...started.values()];
      started.clear();
      await Promise.allSettled(left.map((each) => endings.end({ ...each, cause })));
    },
    async catchUp(owed) {
      const ends = owed.map(({ place, execution, cause }) => {
        const connection = place === "" ? undefined : place;
        return endings.end({
          backend: options.backendOf(connection),
          connection,
          id: toldId({ id: execution }),
          cause,
        });
      });
      await Promise.all(ends);
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
