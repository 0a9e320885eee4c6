import type { Backoff, LaunchPlanRef, Task } from "../../dag/index.js";
import type { ExecutionError } from "../event.js";
import { Cancellation } from "../run/cancellation.js";
import { named } from "../prior/named.js";
import type { PriorWork } from "../prior/prior.js";
import type { NodeContext } from "../run/context.js";
import { type Judgement, judge, textOf } from "../run/judge.js";
import type { Attempt, Outside, TaskOutcome, TaskProgress } from "../runner.js";
import { type AttemptFacts, toAttempt } from "./attempt.js";
import { backoffDelay } from "./backoff.js";
import { boundsOf, timeoutError } from "./timeout.js";
import { type Try, tryOnce } from "./try-once.js";

/** Work that may take several attempts, and who hears of them. */
export interface Work {
  readonly retries: number;
  readonly backoff: Backoff | undefined;
  /** Longest time of one attempt, as a duration literal. */
  readonly timeout: string | undefined;
  readonly element: Attempt["element"];
  readonly nodeId: string;
  /** Whether failures of single attempts are told in Flyte's words, as for tasks that Flyte's tools wrote. */
  readonly foreign: boolean;
  body(attempt: Attempt): Promise<TaskOutcome>;
  onStart(attempt: number): Promise<void> | undefined;
  /** What is run, for who has to end it elsewhere. */
  readonly target: Task | LaunchPlanRef;
  onProgress(attempt: number, progress: TaskProgress): Promise<void> | undefined;
  onEnd(attempt: number, end: AttemptEnd): Promise<void> | undefined;
}

/** How one attempt ended, as its events tell it. */
export type AttemptEnd =
  | { readonly phase: "SUCCEEDED"; readonly outcome: TaskOutcome }
  | ({ readonly phase: "FAILED"; readonly error: ExecutionError } & Sequel)
  | ({ readonly phase: "ABORTED"; readonly reason?: string; readonly lost?: boolean } & Sequel);

interface Sequel {
  /** Milliseconds until the next attempt. */
  readonly retryIn?: number;
  /** How the work failed, when no attempt follows. */
  readonly final?: ExecutionError;
}

/** How the work ended after all its attempts; `attempt` is the last one. */
export type WorkEnd =
  | { readonly kind: "done"; readonly outcome: TaskOutcome; readonly attempt: number }
  | { readonly kind: "failed"; readonly error: ExecutionError }
  | { readonly kind: "aborted" };

/** Runs attempts until one succeeds, its failure is final, or the node is cancelled; goes on where an earlier go ended. */
export async function runAttempts(context: NodeContext, work: Work): Promise<WorkEnd> {
  const { run, node, place, cancellation } = context;
  const prior = run.prior?.work(place.node, work.element?.index);
  if (prior?.done !== undefined) return { kind: "done", ...prior.done };
  if (prior?.failed !== undefined) return { kind: "failed", error: prior.failed };
  const standing: Standing = { outside: prior?.outside, spent: { ...(prior?.spent ?? { user: 0, system: 0 }) } };
  if (prior !== undefined) await takeUp(context, work, prior);

  for (let attempt = prior?.attempt ?? 0; ; attempt += 1) {
    const entered = context.leave === undefined ? run.lanes.enter(node, cancellation) : () => {};
    const release = typeof entered === "function" ? entered : await entered;
    const facts = factsOf(context, work, { attempt, standing });
    if (release === undefined || cancellation.cancelled) {
      release?.();
      await abandon(context, work, { facts, cause: textOf(cancellation.reason) });
      return { kind: "aborted" };
    }
    const tried = await attemptOnce(context, work, facts);
    facts.over = true;
    release();

    if (tried.kind === "done") {
      const told = work.onEnd(attempt, { phase: "SUCCEEDED", outcome: tried.value });
      if (told) await told;
      return { kind: "done", outcome: tried.value, attempt };
    }
    if (tried.kind === "cancelled") {
      await work.onEnd(attempt, { phase: "ABORTED" });
      return { kind: "aborted" };
    }
    const judged = tried.kind === "late" ? tooLate(context, work, attempt) : judge(tried.thrown);
    const sequel = judgeSequel(context, work, { judged, standing });
    await work.onEnd(attempt, {
      ...(tried.kind === "late"
        ? { phase: "ABORTED", reason: judged.error.message }
        : { phase: "FAILED", error: judged.error }),
      ...sequel,
    });
    if ("final" in sequel) {
      await abandon(context, work, { facts: { ...facts, outside: standing.outside }, cause: judged.error.message });
      return { kind: "failed", error: sequel.final };
    }
    if (sequel.retryIn > 0) await wait(context, sequel.retryIn);
  }
}

/** What attempts hand on to the next one. */
interface Standing {
  outside: Outside | undefined;
  readonly spent: { user: number; system: number };
}

/** Tells the end of the attempt that an earlier go left in flight, and ends what it has outside: its work is not needed any more. */
export async function giveUpAttempts(context: NodeContext, work: Work): Promise<void> {
  const prior = context.run.prior?.work(context.place.node, work.element?.index);
  if (prior?.lost === undefined) return;
  const { lost, outside, spent } = prior;
  const reason = "somebody else has done its work";
  await work.onEnd(lost, { phase: "ABORTED", lost: true, reason });
  const facts = factsOf(context, work, { attempt: lost, standing: { outside, spent: { ...spent } } });
  await abandon(context, work, { facts, cause: reason });
}

// Tells the end of the attempt that was in flight, and waits for the moment of the next one.
async function takeUp(context: NodeContext, work: Work, { lost, retryAt }: PriorWork): Promise<void> {
  if (lost !== undefined) {
    await work.onEnd(lost, {
      phase: "ABORTED",
      lost: true,
      reason: "the process that ran the attempt ended before it",
    });
  }
  const left = retryAt === undefined ? 0 : retryAt - context.run.clock.now();
  if (left > 0 && !context.cancellation.cancelled) await wait(context, left);
}

function judgeSequel(
  { run }: NodeContext,
  work: Work,
  { judged: { error, origin, retryable }, standing }: { readonly judged: Judgement; readonly standing: Standing },
): { readonly retryIn: number } | { readonly final: ExecutionError } {
  const { spent } = standing;
  if (standing.outside !== undefined) standing.outside = { ...standing.outside, error };
  const budget = origin === "user" ? work.retries : run.systemRetries;
  spent[origin] += 1;
  if (retryable && spent[origin] <= budget) {
    return { retryIn: backoffDelay(work.backoff, origin, spent[origin], run.random) };
  }
  const spoken = retryable && (spent.user + spent.system > 1 || work.foreign);
  return { final: spoken ? exhausted(error, origin, { ...spent, budget }) : error };
}

// What an attempt lost sight of goes on outside; where no attempt follows, it is ended.
async function abandon(
  context: NodeContext,
  work: Work,
  { facts, cause }: { readonly facts: AttemptFacts; readonly cause: string },
): Promise<void> {
  const { outside } = facts;
  const { runner } = context.run;
  if (outside === undefined || runner.abandon === undefined) return;
  const attempt = Object.assign(toAttempt({ ...facts, over: true }, context.cancellation), { outside });
  // Whoever keeps what could not be ended does so behind this call.
  await runner.abandon(work.target, attempt, cause).catch(() => {});
}

function factsOf(
  { run, node, place }: NodeContext,
  work: Work,
  { attempt, standing }: { readonly attempt: number; readonly standing: Standing },
): AttemptFacts {
  const { clock } = run;
  const { outside } = standing;
  // An attempt that goes on with what one before it began has what is left of that one's time.
  const since = outside === undefined || outside.error !== undefined ? clock.now() : outside.since;
  return {
    run: run.run,
    node,
    nodeId: work.nodeId,
    path: place.path,
    attempt,
    last: standing.spent.user >= work.retries,
    element: work.element,
    outside,
    over: false,
    onProgress(progress) {
      const { claims, externalId = claims } = progress;
      if (externalId !== undefined) standing.outside = named(standing.outside, externalId, since);
      return work.onProgress(attempt, progress);
    },
  };
}

function attemptOnce(context: NodeContext, work: Work, facts: AttemptFacts): Promise<Try<TaskOutcome>> {
  const { run, cancellation } = context;
  const { attempt, outside } = facts;
  const since = outside !== undefined && outside.error === undefined ? outside.since : undefined;
  const bounds = boundsOf(context, work.timeout, { attempt, since });
  const go = () => tryOnce(run.clock, bounds, (own) => work.body(toAttempt(facts, own)));
  const told = work.onStart(facts.attempt);
  if (told === undefined) return go();
  return told.then(async () => {
    if (!cancellation.cancelled) return await go();
    // The body would have ended what it was to go on with.
    await abandon(context, work, { facts, cause: textOf(cancellation.reason) });
    return { kind: "cancelled" };
  });
}

function tooLate(context: NodeContext, { timeout }: Work, attempt: number): Judgement {
  return { error: timeoutError(context, timeout, attempt), origin: "user", retryable: true };
}

// Flyte's words, and its habit to call the end of every retry a user error.
function exhausted(
  error: ExecutionError,
  origin: "user" | "system",
  { user, system, budget }: { readonly user: number; readonly system: number; readonly budget: number },
): ExecutionError {
  const [done, most] = origin === "user" ? [user, budget + 1] : [system - 1, budget];
  const { timestamp: _, ...rest } = error;
  return {
    ...rest,
    code: `RetriesExhausted|${error.code}`,
    message: `[${done}/${most}] currentAttempt done. Last Error: ${error.kind}::${error.message}`,
    kind: "USER",
  };
}

async function wait({ run, cancellation }: NodeContext, milliseconds: number): Promise<void> {
  const sleeping = new Cancellation(cancellation);
  await new Promise<void>((resolve) => {
    sleeping.watch(() => resolve());
    run.clock.sleep(milliseconds, sleeping.signal).then(resolve, () => resolve());
  });
  sleeping.close();
}
