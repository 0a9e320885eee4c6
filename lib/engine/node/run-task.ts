import type { Task } from "../../dag/index.js";
import type { NodeContext, NodeEnd } from "../run/context.js";
import { tellEnd, tellNode } from "../run/context.js";
import type { Attempt, TaskOutcome } from "../runner.js";
import { checkOutputs } from "../data/check-outputs.js";
import { type AttemptEnd, runAttempts, type Work, type WorkEnd } from "./attempts.js";

// Written with flytepath itself: everything else came over the wire and is judged in Flyte's words.
const ownTypes = new Set(["flytepath", "flyte_step", "flyte_sensor"]);

/** Runs a node that is a task. */
export async function runTask(context: NodeContext, key: string): Promise<NodeEnd> {
  const task = context.dag.tasks[key]!;
  const queued = tellNode(context, "QUEUED", { inputs: context.inputs });
  if (queued) await queued;
  const end = await attemptTask(context, { key, task, onFirst: () => tellNode(context, "RUNNING") });
  if (end.kind === "aborted") return await tellEnd(context, { phase: "ABORTED" });
  if (end.kind === "failed") return await tellEnd(context, { phase: "FAILED", error: end.error });
  const { outputs, skipped, deckUri } = end.outcome;
  const more = deckUri === undefined ? {} : { deckUri };
  return await tellEnd(context, skipped ? { phase: "SKIPPED" } : { phase: "SUCCEEDED", outputs }, more);
}

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
  const tell = (
    attempt: number,
    phase: AttemptEnd["phase"] | "QUEUED" | "RUNNING" | "INITIALIZING" | "WAITING_FOR_RESOURCES",
    more = {},
  ) =>
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
function accepted(task: Task, outcome: TaskOutcome): TaskOutcome {
  if (outcome.dynamic === undefined && !outcome.skipped) checkOutputs(task, outcome.outputs);
  return outcome;
}
