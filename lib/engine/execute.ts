import type { Dag } from "../dag/index.js";
import { FlytepathError } from "../errors/index.js";
import type { Literals } from "../types/index.js";
import { type CacheKeyOf, contentKeys } from "./cache/cache-key.js";
import type { OutputCache } from "./cache/output-cache.js";
import { checkStart } from "./data/check-start.js";
import type { Event, ExecutionError, RunEvent } from "./event.js";
import { runFailureNode } from "./graph/failure-node.js";
import { type GraphEnd, runGraph } from "./graph/run-graph.js";
import type { Prior } from "./prior/prior.js";
import { type Clock, systemClock } from "./run/clock.js";
import type { RunContext } from "./run/context.js";
import { createLanes } from "./run/lanes.js";
import { createRecorder } from "./run/recorder.js";
import { createStops, type Stops } from "./run/stops.js";
import { createUniqueIds } from "./run/unique-id.js";
import type { Runner } from "./runner.js";

/** How a Dag is run. */
export interface ExecuteOptions {
  /** Name of the run, for events and for what the runner derives from it. */
  readonly run: string;
  readonly runner: Runner;
  /**
   * Whether who took the run has found that Dag and inputs fit: they are taken as they are, and a task gets what it may not
   * be able to read, as with Flyte. Default false.
   */
  readonly isJudged?: boolean;
  /** Ends the run when it fires; its reason is the cause. */
  readonly signal?: AbortSignal;
  /** Attempts running at once; default: the Dag's own limit, else none. */
  readonly concurrency?: number;
  /**
   * What has a place and a time. `attempts`, the default: each attempt, also those of elements, has a place while it runs, and the
   * step's timeout to itself. `nodes`, as with Flyte's executor: a task, launch plan or mapped step has one place from before it
   * is told as QUEUED until it ends or goes on with work that it decided on, and any node ends as TIMED_OUT when it takes longer
   * than twice its timeout, with all its attempts.
   */
  readonly limits?: "attempts" | "nodes";
  /** Attempts running at once in each pool; without it, nodes of any pool run at once. */
  readonly pools?: Readonly<Record<string, number>>;
  /** Where outputs of cacheable tasks are kept; without it nothing is cached. */
  readonly cache?: OutputCache;
  /** Digest of the content behind a uri, for cache keys; without it the uri itself counts. */
  readonly digestFile?: (uri: string) => Promise<string>;
  /** What outputs are looked up by, where that is not the content of inputs. */
  readonly cacheKeyOf?: CacheKeyOf;
  /** Runs what the cache holds anew, and replaces it. */
  readonly overwriteCache?: boolean;
  /** Told everything that happens, in order; where it returns a promise, the run waits for it before it acts on the news. */
  readonly onEvent?: (event: Event) => void | Promise<void>;
  /** Fires when what happens can no longer be kept, which breaks the run off as a listener that fails does. */
  readonly unkept?: AbortSignal;
  readonly clock?: Clock;
  /** From 0 up to 1, for the jitter of backoffs. */
  readonly random?: () => number;
  /** Milliseconds that a task has to end once its signal fired, before the run goes on without it; default 5000. */
  readonly grace?: number;
  /** Attempts after the first where the system failed and not the task; default 3. */
  readonly systemRetries?: number;
  /** What an earlier go of this run left behind, to go on from; {@link priorOf} makes it from events. */
  readonly prior?: Prior;
}

/** How a run ended. */
export interface RunOutcome {
  readonly phase: "SUCCEEDED" | "FAILED" | "ABORTED" | "TIMED_OUT";
  readonly outputs?: Literals;
  readonly error?: ExecutionError;
  /** Why it was aborted. */
  readonly cause?: string;
  /** The same as it was given, where that was an error of ours, such as that of an execution that somebody aborted. */
  readonly reason?: unknown;
}

/**
 * Runs a Dag to its end. Resolves for a run that fails, too; rejects only before anything has started: with a
 * ValidationError (`RUN_INPUT_MISSING`, `RUN_INPUT_UNKNOWN`, `RUN_INPUT_MISMATCH`) where the inputs do not fit, with a
 * DefinitionError where the Dag is broken or names a pool that is not there (`RUN_POOL_UNKNOWN`).
 */
export async function execute(dag: Dag, inputs: Literals, options: ExecuteOptions): Promise<RunOutcome> {
  const given = checkStart(dag, inputs, options);
  const stops = createStops(options.clock ?? systemClock);
  const context = toContext(dag, options, stops);
  const { recorder } = context;
  const tell = (happening: Omit<RunEvent, "kind" | "run" | "seq" | "at">) =>
    recorder.tell({ kind: "run", ...happening });

  await tell({ phase: "RUNNING", inputs: given });
  let failing = false;
  const onFailing = (error: ExecutionError) => {
    if (failing) return undefined;
    failing = true;
    return tell({ phase: "FAILING", error });
  };
  const ending = stops.watch({
    signal: options.signal,
    unkept: options.unkept,
    timeout: dag.plan?.runTimeout,
    startedAt: options.prior?.startedAt,
    aborting: options.prior?.aborting,
    onAborting: (cause, reason) => tell({ phase: "ABORTING", cause, ...told(reason) }),
    onFailing,
  });
  if (ending) await ending;
  const graph = { run: context, dag, workflow: dag, inputs: given, cancellation: stops.nodes, path: [], onFailing };
  let end = await runGraph(graph);
  if (end.kind === "stopped" && !end.handled && stops.timedOut !== undefined && dag.failureNode !== undefined) {
    end = await runFailureNode({ ...graph, cancellation: stops.whole }, dag.failureNode, stops.timedOut);
  }
  stops.close();

  const outcome = judgeRun(end, stops);
  if (outcome.phase === "SUCCEEDED") await tell({ phase: "SUCCEEDING" });
  await tell(outcome);
  return outcome;
}

function judgeRun(end: GraphEnd, { broken, cause, reason, timedOut }: Stops): RunOutcome {
  if (broken !== undefined) return { phase: "FAILED", error: broken };
  if (cause !== undefined) return { phase: "ABORTED", cause, ...told(reason) };
  if (timedOut !== undefined) return { phase: "TIMED_OUT", error: end.kind === "failed" ? end.error : timedOut };
  if (end.kind === "succeeded") return { phase: "SUCCEEDED", outputs: end.outputs };
  // Nothing but the stops above ends a run from outside.
  return { phase: "FAILED", ...(end.kind === "failed" ? { error: end.error } : {}) };
}

// A reason that is nobody's error says no more than its sentence.
function told(reason: unknown): Pick<RunOutcome, "reason"> {
  return FlytepathError.is(reason) ? { reason } : {};
}

function toContext(dag: Dag, options: ExecuteOptions, stops: Stops): RunContext {
  const { run, runner, clock = systemClock, random = Math.random, onEvent, pools, prior } = options;
  return {
    run,
    runner,
    clock,
    random,
    recorder: createRecorder({ run, clock, onEvent, onBroken: stops.breakOff, prior }),
    lanes: createLanes({ concurrency: options.concurrency ?? dag.plan?.maxParallelism, pools }),
    limits: options.limits ?? "attempts",
    expired: new Set(),
    uniqueId: createUniqueIds(prior?.ids),
    cache: options.cache,
    cacheKeyOf: options.cacheKeyOf ?? contentKeys(options.digestFile),
    overwriteCache: options.overwriteCache ?? false,
    grace: options.grace ?? 5000,
    systemRetries: options.systemRetries ?? 3,
    prior,
  };
}
