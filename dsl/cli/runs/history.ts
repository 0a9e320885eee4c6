import type { Event, ExecutionError, NodePhase, TaskPhase } from "../../../lib/engine/index.js";
import type { Literals } from "../../../lib/types/index.js";

/** One attempt of a step, or of one of its elements. */
export interface AttemptHistory {
  /** Counted from 0. */
  readonly attempt: number;
  readonly element?: number;
  phase: TaskPhase;
  readonly startedAt: number;
  endedAt?: number;
  error?: ExecutionError;
  /** Whether its process ended before it did. */
  lost?: boolean;
  /** Milliseconds until the next one. */
  retryIn?: number;
  /** Name that it has outside. */
  externalId?: string;
  /** What it told, line by line. */
  readonly lines: { readonly at: number; readonly text: string }[];
}

/** What became of a step. */
export interface StepHistory {
  /** Unique in the run. */
  readonly node: string;
  readonly name: string;
  readonly path: readonly string[];
  readonly parent?: string;
  phase: NodePhase;
  readonly startedAt: number;
  endedAt?: number;
  inputs?: Literals;
  outputs?: Literals;
  error?: ExecutionError;
  cached?: boolean;
  launched?: string;
  readonly attempts: AttemptHistory[];
}

/** The steps of a run with every attempt of each, in the order in which they began. */
export function historyOf(events: Iterable<Event>): readonly StepHistory[] {
  const steps = new Map<string, StepHistory>();
  for (const event of events) {
    if (event.kind === "node") addNode(steps, event);
    if (event.kind === "task") addTask(steps.get(event.node), event);
  }
  return [...steps.values()];
}

/** The step that a person means: by its node, its path (`outer.inner`) or its name, the last of these that there is. */
export function findStep(steps: readonly StepHistory[], wanted: string): StepHistory | undefined {
  const is = (test: (step: StepHistory) => boolean) => steps.findLast(test);
  return (
    is(({ node }) => node === wanted) ??
    is(({ path }) => path.join(".") === wanted) ??
    is(({ name }) => name === wanted)
  );
}

function addNode(steps: Map<string, StepHistory>, event: Extract<Event, { kind: "node" }>): void {
  const { node, name, path, parent, phase, at, inputs, outputs, error, cache, launched } = event;
  const step = steps.get(node) ?? {
    node,
    name,
    path,
    ...(parent === undefined ? {} : { parent }),
    phase,
    startedAt: at,
    attempts: [],
  };
  steps.set(node, step);
  step.phase = phase;
  if (inputs !== undefined) step.inputs = inputs;
  if (outputs !== undefined) step.outputs = outputs;
  if (error !== undefined) step.error = error;
  if (cache === "HIT") step.cached = true;
  if (launched !== undefined) step.launched = launched;
  if (isEnd(phase)) step.endedAt = at;
  else delete step.endedAt;
}

function addTask(step: StepHistory | undefined, event: Extract<Event, { kind: "task" }>): void {
  if (step === undefined) return;
  const { attempt, element, phase, at, error, lost, retryIn, progress } = event;
  const known = step.attempts.findLast((each) => each.attempt === attempt && each.element === element);
  const found = known ?? { attempt, ...(element === undefined ? {} : { element }), phase, startedAt: at, lines: [] };
  if (known === undefined) step.attempts.push(found);
  found.phase = phase;
  if (isEnd(phase)) found.endedAt = at;
  if (error !== undefined) found.error = error;
  if (lost) found.lost = true;
  if (retryIn !== undefined) found.retryIn = retryIn;
  if (progress?.externalId !== undefined) found.externalId = progress.externalId;
  if (progress?.reason !== undefined) found.lines.push({ at, text: progress.reason });
}

function isEnd(phase: string): boolean {
  return !/QUEUED|RUNNING|INITIALIZING|WAITING|FAILING/.test(phase);
}
