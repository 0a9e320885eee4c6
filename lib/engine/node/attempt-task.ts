import type { Task } from "../../dag/index.js";
import { checkOutputs } from "../data/check-outputs.js";
import type { TaskPhase } from "../phase.js";
import type { NodeContext } from "../run/context.js";
import type { Attempt, TaskOutcome } from "../runner.js";
import { runAttempts, type Work, type WorkEnd } from "./attempts.js";

// Written with flytepath itself: everything else came over the wire and is judged in Flyte's words.
const ownTypes = new Set(["flytepath", "flyte_step", "flyte_sensor"]);

/** What the attempts of a task need beyond their node. */
export interface TaskWork {
  readonly key: string;
  readonly task: Task;
  readonly element?: Attempt["element"];
  /** Unique id of the element's own; default the node's. */
  readonly nodeId?: string;
  /** Called between the first attempt's QUEUED and RUNNING. */
  onFirst?(): Promise<void> | undefined;
}

/** Runs the attempts of a task and tells each of them. */
export function attemptTask(context: NodeContext, work: TaskWork): Promise<WorkEnd> {
  const { run, node, place, inputs } = context;
  const { key, task, element } = work;
  const tell = (attempt: number, phase: TaskPhase, more = {}) =>
    run.recorder.tell({
      kind: "task",
      phase,
      node: place.node,
      task: key,
      attempt,
      ...(element === undefined ? {} : { element: element.index }),
      ...more,
    });

  const attempts: Work = {
    retries: node.retries ?? task.retries ?? 0,
    backoff: node.backoff ?? task.backoff,
    timeout: node.timeout ?? task.timeout,
    nodeId: work.nodeId ?? place.node,
    foreign: !ownTypes.has(task.type),
    ...(element === undefined ? {} : { element }),
    async body(attempt) {
      return accepted(task, await run.runner.run(task, inputs, attempt));
    },
    onStart(attempt) {
      const queued = tell(attempt, "QUEUED");
      const first = attempt === 0 ? work.onFirst?.() : undefined;
      const running = tell(attempt, "RUNNING");
      return queued || first || running ? Promise.all([queued, first, running]).then(() => {}) : undefined;
    },
    onProgress(attempt, progress) {
      void tell(attempt, progress.phase ?? "RUNNING", { progress });
    },
    onEnd(attempt, end) {
      if (end.phase === "SUCCEEDED") return tell(attempt, "SUCCEEDED", { outputs: end.outcome.outputs });
      const { retryIn } = end;
      const why =
        end.phase === "FAILED" ? { error: end.error } : end.reason ? { progress: { reason: end.reason } } : {};
      return tell(attempt, end.phase, { ...why, ...(retryIn === undefined ? {} : { retryIn }) });
    },
  };
  return runAttempts(context, attempts);
}

// A task that decided on more work has no outputs yet: those of the work are the node's, and are checked there.
function accepted(task: Task, outcome: Partial<TaskOutcome> | undefined): TaskOutcome {
  const { outputs = {}, ...more } = outcome ?? {};
  if (more.dynamic === undefined && !more.skipped) checkOutputs(task, outputs);
  return { ...more, outputs };
}
