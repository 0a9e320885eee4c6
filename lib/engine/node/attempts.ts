import type { Backoff } from "../../dag/index.js";
import type { ExecutionError } from "../event.js";
import { Cancellation } from "../run/cancellation.js";
import type { NodeContext } from "../run/context.js";
import { type Judgement, judge } from "../run/judge.js";
import type { Attempt, TaskOutcome, TaskProgress } from "../runner.js";
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
  onProgress(attempt: number, progress: TaskProgress): void;
  onEnd(attempt: number, end: AttemptEnd): Promise<void> | undefined;
}

/** How one attempt ended, as its events tell it. */
export type AttemptEnd =
  | { readonly phase: "SUCCEEDED"; readonly outcome: TaskOutcome }
  | { readonly phase: "FAILED"; readonly error: ExecutionError; readonly retryIn?: number }
  | { readonly phase: "ABORTED"; readonly reason?: string; readonly retryIn?: number };

/** How the work ended after all its attempts; `attempt` is the last one. */
export type WorkEnd =
  | { readonly kind: "done"; readonly outcome: TaskOutcome; readonly attempt: number }
  | { readonly kind: "failed"; readonly error: ExecutionError }
  | { readonly kind: "aborted" };

/** Runs attempts until one succeeds, its failure is final, or the node is cancelled. */
export async function runAttempts(context: NodeContext, work: Work): Promise<WorkEnd> {
  const { run, node, cancellation } = context;
  const spent = { user: 0, system: 0 };
  for (let attempt = 0; ; attempt += 1) {
    const entered = run.lanes.enter(node, cancellation);
    const release = typeof entered === "function" ? entered : await entered;
    if (release === undefined || cancellation.cancelled) {
      release?.();
      return { kind: "aborted" };
    }
    const facts = factsOf(context, work, { attempt, last: spent.user >= work.retries });
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

    const { error, origin, retryable } = tried.kind === "late" ? tooLate(work) : judge(tried.thrown);
    const budget = origin === "user" ? work.retries : run.systemRetries;
    spent[origin] += 1;
    const again = retryable && spent[origin] <= budget;
    const retryIn = again ? backoffDelay(work.backoff, origin, spent[origin], run.random) : undefined;
    await work.onEnd(attempt, {
      ...(tried.kind === "late" ? { phase: "ABORTED", reason: error.message } : { phase: "FAILED", error }),
      ...(retryIn === undefined ? {} : { retryIn }),
    });
    if (retryIn === undefined) {
      const spoken = retryable && (attempt > 0 || work.foreign);
      return { kind: "failed", error: spoken ? exhausted(error, origin, { ...spent, budget }) : error };
    }
    if (retryIn > 0) await wait(context, retryIn);
  }
}

function factsOf(
  { run, node, place }: NodeContext,
  work: Work,
  { attempt, last }: { readonly attempt: number; readonly last: boolean },
): AttemptFacts {
  return {
    run: run.run,
    node,
    nodeId: work.nodeId,
    path: place.path,
    attempt,
    last,
    element: work.element,
    over: false,
    onProgress: (progress) => work.onProgress(attempt, progress),
  };
}

function attemptOnce(context: NodeContext, work: Work, facts: AttemptFacts): Promise<Try<TaskOutcome>> {
  const { run, cancellation } = context;
  const bounds = boundsOf(context, work.timeout, facts.attempt);
  const go = () => tryOnce(run.clock, bounds, (own) => work.body(toAttempt(facts, own)));
  const told = work.onStart(facts.attempt);
  return told === undefined ? go() : told.then(() => (cancellation.cancelled ? { kind: "cancelled" } : go()));
}

function tooLate({ timeout }: Work): Judgement {
  return { error: timeoutError(timeout), origin: "user", retryable: true };
}

// Flyte's words, and its habit to call the end of every retry a user error.
function exhausted(
  error: ExecutionError,
  origin: "user" | "system",
  { user, system, budget }: { readonly user: number; readonly system: number; readonly budget: number },
): ExecutionError {
  const [done, most] = origin === "user" ? [user, budget + 1] : [system - 1, budget];
  return {
    ...error,
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
