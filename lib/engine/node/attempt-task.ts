import type { Task } from "../../dag/index.js";
import { checkOutputs, type Promised } from "../data/check-outputs.js";
import type { TaskEvent } from "../event.js";
import type { TaskPhase } from "../phase.js";
import type { NodeContext } from "../run/context.js";
import type { Attempt, TaskOutcome, TaskProgress } from "../runner.js";
import { type AttemptEnd, giveUpAttempts, runAttempts, type Work, type WorkEnd } from "./attempts.js";

// Written with flytepath itself: everything else came over the wire and is judged in Flyte's words.
const ownTypes = new Set(["flytepath", "flyte_step", "flyte_sensor"]);

/** Whether Flyte's tools wrote the task, so that its failures are told in Flyte's words. */
export function isForeign({ type }: Task): boolean {
  return !ownTypes.has(type);
}

/** What the attempts of a task need beyond their node. */
export interface TaskWork {
  readonly key: string;
  readonly task: Task;
  readonly promised: Promised;
  readonly element?: Attempt["element"];
  /** Unique id of the element's own; default the node's. */
  readonly nodeId?: string;
  /** Called between QUEUED and RUNNING of the first attempt that is made here. */
  onFirst?(): Promise<void> | undefined;
}

/** Runs the attempts of a task and tells each of them. */
export function attemptTask(context: NodeContext, work: TaskWork): Promise<WorkEnd> {
  return runAttempts(context, new TaskAttempts(context, work));
}

/** Ends what an earlier go left of them, where their work is not needed any more. */
export function giveUpTask(context: NodeContext, work: TaskWork): Promise<void> {
  return giveUpAttempts(context, new TaskAttempts(context, work));
}

// A class and not closures: a fan-out has tens of thousands of these at once.
class TaskAttempts implements Work {
  readonly #context: NodeContext;
  readonly #work: TaskWork;
  #isFirst = true;

  constructor(context: NodeContext, work: TaskWork) {
    this.#context = context;
    this.#work = work;
  }

  get retries() {
    return this.#context.node.retries ?? this.#work.task.retries ?? 0;
  }

  get backoff() {
    return this.#context.node.backoff ?? this.#work.task.backoff;
  }

  get timeout() {
    return this.#context.node.timeout ?? this.#work.task.timeout;
  }

  get nodeId() {
    return this.#work.nodeId ?? this.#context.place.node;
  }

  get foreign() {
    return isForeign(this.#work.task);
  }

  get #tellsPhases() {
    return this.#context.run.runner.tellsPhases?.(this.#work.task) === true;
  }

  get element() {
    return this.#work.element;
  }

  body(attempt: Attempt): Promise<TaskOutcome> {
    const { run, inputs } = this.#context;
    const { task, promised } = this.#work;
    return Promise.resolve(run.runner.run(task, inputs, attempt)).then((outcome) => accepted(promised, outcome));
  }

  onStart(attempt: number) {
    const queued = this.#tell(attempt, "QUEUED");
    const first = this.#isFirst ? this.#work.onFirst?.() : undefined;
    this.#isFirst = false;
    const running = this.#tellsPhases ? undefined : this.#tell(attempt, "RUNNING");
    return queued || first || running ? Promise.all([queued, first, running]).then(() => {}) : undefined;
  }

  onProgress(attempt: number, progress: TaskProgress) {
    return this.#tell(attempt, progress.phase ?? "RUNNING", { progress });
  }

  onEnd(attempt: number, end: AttemptEnd) {
    if (end.phase === "SUCCEEDED") return this.#tell(attempt, "SUCCEEDED", end.outcome);
    const { phase, reason, ...more } = { reason: undefined, ...end };
    return this.#tell(attempt, phase, { ...more, ...(reason === undefined ? {} : { progress: { reason } }) });
  }

  get target() {
    return this.#work.task;
  }

  #tell(attempt: number, phase: TaskPhase, more?: Partial<TaskEvent>) {
    const { run, place } = this.#context;
    const { key, element } = this.#work;
    return run.recorder.tell({
      kind: "task",
      phase,
      node: place.node,
      task: key,
      attempt,
      ...(element === undefined ? undefined : { element: element.index }),
      ...more,
    });
  }
}

// A task that decided on more work has no outputs yet: those of the work are the node's, and are checked there.
function accepted(promised: Promised, outcome: Partial<TaskOutcome> | undefined): TaskOutcome {
  const outputs = outcome?.outputs ?? {};
  if (outcome?.dynamic === undefined && !outcome?.skipped) checkOutputs(promised, outputs);
  return { ...outcome, outputs };
}
