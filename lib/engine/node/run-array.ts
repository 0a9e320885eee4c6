import type { Target, Task } from "../../dag/index.js";
import type { Literal, Literals, Variables } from "../../types/index.js";
import { promisedForElement } from "../data/check-outputs.js";
import { sliceInputs, SliceProblem } from "../data/slice-inputs.js";
import type { ExecutionError, TaskEvent } from "../event.js";
import type { TaskPhase } from "../phase.js";
import { Cancellation } from "../run/cancellation.js";
import { type NodeContext, type NodeEnd, tellEnd, tellNode } from "../run/context.js";
import { userError } from "../run/judge.js";
import { isForeign } from "./attempt-task.js";
import { type Elements, priorElement, runElement } from "./run-element.js";
import { nodeTimeoutError, withTimeout } from "./timeout.js";

type Mapped = Extract<Target, { kind: "array" }>;

/**
 * Runs one node for each element of its lists, at most `parallelism` at once, until all have succeeded or as many have
 * failed as it cannot bear. Outputs are lists in the order of the elements, with none where an element failed.
 */
export async function runArray(context: NodeContext, mapped: Mapped): Promise<NodeEnd> {
  const attempt = context.run.prior?.anew(context.place.node) ?? 0;
  const key = mapped.node.target.kind === "task" ? mapped.node.target.task : undefined;
  const tell = (phase: TaskPhase, more: Partial<TaskEvent> = {}) =>
    key === undefined
      ? undefined
      : context.run.recorder.tell({ kind: "task", phase, node: context.place.node, task: key, attempt, ...more });

  await tellNode(context, "QUEUED", { inputs: context.inputs });
  let slices: readonly Literals[];
  try {
    slices = sliceInputs(context.inputs, mapped.boundInputs);
  } catch (problem) {
    if (!(problem instanceof SliceProblem)) throw problem;
    return await tellEnd(context, {
      phase: "FAILED",
      error: userError("InvalidArrayLength", problem.message, problem),
    });
  }
  // An empty list is told as Flyte tells it: its task does nothing but succeed.
  if (slices.length > 0) await tell("QUEUED");
  await tellNode(context, "RUNNING");
  if (slices.length > 0) await tell("RUNNING");

  const end = await runElements(context, mapped, slices);
  if (end.phase === "SUCCEEDED") await tell("SUCCEEDED", { outputs: end.outputs });
  if (end.phase === "FAILED") await tell("FAILED", { error: end.error });
  if (end.phase === "ABORTED") await tell("ABORTED");
  return await tellEnd(context, end);
}

async function runElements(context: NodeContext, mapped: Mapped, slices: readonly Literals[]): Promise<NodeEnd> {
  const tried = await withTimeout(context, (cancellation) => runAll({ ...context, cancellation }, mapped, slices));
  if (tried.kind === "late") return { phase: "FAILED", error: nodeTimeoutError(context) };
  if (tried.kind === "failed") throw tried.thrown;
  if (tried.kind === "cancelled") return { phase: "ABORTED" };
  const { ends, failures } = tried.value;
  if (failures.length > slices.length - leastOf(context, mapped, slices.length)) {
    return { phase: "FAILED", error: summary(failures, taskOf(context, mapped)) };
  }
  return { phase: "SUCCEEDED", outputs: gather(outputsOf(context, mapped), ends) };
}

interface Failure {
  readonly index: number;
  readonly error: ExecutionError;
}

interface AllEnded {
  readonly ends: readonly (Literals | undefined)[];
  /** In the order in which they failed. */
  readonly failures: readonly Failure[];
}

function runAll(context: NodeContext, mapped: Mapped, slices: readonly Literals[]): Promise<AllEnded> {
  const bearable = slices.length - leastOf(context, mapped, slices.length);
  const atOnce = mapped.parallelism || slices.length;
  const stopping = new Cancellation(context.cancellation);
  const task = taskOf(context, mapped);
  const promised = task === undefined ? {} : { promised: promisedForElement(task) };
  const elements: Elements = {
    context: { ...context, cancellation: stopping },
    mapped,
    size: slices.length,
    ...promised,
  };
  const ends: (Literals | undefined)[] = new Array(slices.length).fill(undefined);
  const failures: Failure[] = [];
  const todo: number[] = [];
  const open: number[] = [];
  for (const [index, inputs] of slices.entries()) {
    const before = priorElement(elements, index, inputs);
    if (before === undefined || before === "open") (before === undefined ? todo : open).push(index);
    else if (before.phase === "SUCCEEDED") ends[index] = before.outputs;
    else if (before.phase === "FAILED") failures.push({ index, error: before.error });
  }
  if (failures.length > bearable) stopping.cancel(failures[0]?.error.thrown);
  // What an earlier go left in flight comes first, and has to be ended in any case.
  const waiting = [...open, ...todo];
  let started = 0;
  let running = 0;

  return new Promise((resolve, reject) => {
    const pump = () => {
      while (running < atOnce && started < (stopping.cancelled ? open : waiting).length) {
        const index = waiting[started++]!;
        running += 1;
        runElement(elements, index, slices[index]!).then((end) => ended(index, end), broke);
      }
      if (running > 0) return;
      stopping.close();
      resolve({ ends, failures });
    };
    const broke = (thrown: unknown) => {
      stopping.cancel(thrown);
      reject(thrown);
    };
    const ended = (index: number, end: NodeEnd) => {
      running -= 1;
      if (end.phase === "SUCCEEDED") ends[index] = end.outputs;
      if (end.phase === "FAILED") failures.push({ index, error: end.error });
      if (failures.length > bearable) stopping.cancel(failures[0]?.error.thrown);
      pump();
    };
    pump();
  });
}

function taskOf({ dag }: NodeContext, { node: { target } }: Mapped): Task | undefined {
  return target.kind === "task" ? dag.tasks[target.task] : undefined;
}

// How many elements must succeed. A ratio has crossed a wire that rounds it, hence the slack.
function leastOf(context: NodeContext, mapped: Mapped, size: number): number {
  const { minSuccesses, minSuccessRatio } = mapped;
  const task = taskOf(context, mapped);
  // Flyte fails a step that has fewer elements than must succeed.
  if (minSuccesses !== undefined)
    return task !== undefined && isForeign(task) ? minSuccesses : Math.min(minSuccesses, size);
  return Math.min(size, Math.ceil((minSuccessRatio ?? 1) * size - 1e-6));
}

function summary(failures: readonly Failure[], task: Task | undefined): ExecutionError {
  const [first] = failures;
  if (first === undefined) return { code: "ArrayNodeFailing", message: "Unknown reason", kind: "UNKNOWN" };
  // Flyte tells of the elements by their messages alone: neither the code nor the kind of the failure is left.
  if (task !== undefined && isForeign(task)) return { code: "", message: byMessage(failures), kind: "UNKNOWN" };
  const message = failures.map(({ index, error }) => `[${index}]: ${error.message}`).join("\n");
  return { ...first.error, message };
}

// Flyte's words: equal messages are told once, with the elements they are of.
function byMessage(failures: readonly Failure[]): string {
  const indices = new Map<string, number[]>();
  for (const { index, error } of failures) {
    indices.set(error.message, [...(indices.get(error.message) ?? []), index]);
  }
  const lines = [...indices].sort(([a], [b]) => (a < b ? -1 : 1));
  return lines.map(([message, of]) => `${ranges(of)}: ${message}\n`).join("");
}

function ranges(indices: readonly number[]): string {
  const found: { start: number; end: number }[] = [];
  for (const index of [...indices].sort((a, b) => a - b)) {
    const last = found.at(-1);
    if (last !== undefined && last.end === index - 1) last.end = index;
    else found.push({ start: index, end: index });
  }
  return found.map(({ start, end }) => (start === end ? `[${start}]` : `[${start}-${end}]`)).join("");
}

function gather(declared: Variables, ends: readonly (Literals | undefined)[]): Literals {
  const none: Literal = { kind: "none" };
  return Object.fromEntries(
    Object.keys(declared).map((name) => [name, { kind: "list", items: ends.map((end) => end?.[name] ?? none) }]),
  );
}

function outputsOf({ dag }: NodeContext, { node: { target } }: Mapped): Variables {
  switch (target.kind) {
    case "task":
      return dag.tasks[target.task]?.interface.outputs ?? {};
    case "workflow":
      return dag.workflows[target.workflow]?.interface.outputs ?? {};
    case "launchPlan":
      return dag.launchPlans[target.launchPlan]?.interface.outputs ?? {};
    case "signal":
      return { [target.output]: { type: target.type } };
    default:
      return {};
  }
}
