import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Backend } from "../../lib/client/index.js";
import {
  type Clock,
  type Event,
  type ExecuteOptions,
  execute,
  type OutputCache,
  type RunOutcome,
  systemClock,
} from "../../lib/engine/index.js";
import { failure } from "../../lib/errors/index.js";
import type { Journal, Owed } from "../../lib/journal/index.js";
import { defined, type FileAccess, type Json, type Literal, type Literals } from "../../lib/types/index.js";
import { type Compiled, compile } from "../compile/index.js";
import type { StandIn } from "../flyte/index.js";
import { isLoading } from "../load/index.js";
import type { AnyPipelineClass, InputsOf, InputValues } from "../pipeline/index.js";
import type { LogLine } from "../worker/index.js";
import { cacheOf } from "./cache/cache-of.js";
import { emulatedOver } from "./emulated.js";
import { createEventLog } from "./event-log.js";
import { harnessHere, underHarness } from "./harness.js";
import { inputLiterals } from "./inputs.js";
import { markFor } from "./kept/left-running.js";
import { conductKept, type Go } from "./kept/conduct-kept.js";
import type { IfRunning, Repeat } from "./kept/open-kept.js";
import { whyOf } from "./remote/endings.js";
import { runName } from "./remote/execution-name.js";
import { createRunner } from "./runner.js";
import { openStore } from "./store.js";

/** How a pipeline is run. */
export interface RunOptions {
  /**
   * Where steps that need Flyte run; default: an emulator in this process. `connections`: where the connection of each
   * step says, and the emulator for steps that name none.
   */
  readonly backend?: Backend | "connections";
  /** Aborts the run, with its reason as the cause. */
  readonly signal?: AbortSignal;
  /** Told everything that happens, in order; where it returns a promise, the run waits for it. */
  readonly onEvent?: (event: Event) => void | Promise<void>;
  /** Told every line that a task logs or prints. */
  readonly onLog?: (line: LogLine) => void;
  /** Tasks running at once. */
  readonly concurrency?: number;
  /** Tasks running at once in each pool. */
  readonly pools?: Readonly<Record<string, number>>;
  /** Name of the run; default: the pipeline's with some letters. */
  readonly name?: string;
  /**
   * The same, for a run that goes on when the call is repeated: steps that have succeeded are not run again, and what a run
   * that has ended came to is given again. Its `state` is a folder, by default `.flytepath`.
   */
  readonly runId?: string;
  /**
   * What to do about a run that another process runs: `refuse` (default, `JOURNAL_RUN_HELD`), `wait` for its end, or `watch` it, which
   * tells its events, too. Where that process dies, this one goes on.
   */
  readonly ifRunning?: IfRunning;
  /** Goes on with changed code: steps that are defined alike and given the same are kept, the rest run. */
  readonly withNewCode?: boolean;
  /** Takes over what succeeded in another run; events tell it as RECOVERED. */
  readonly repeats?: Repeat;
  /** What a kept step survives: `normal` (default) the death of the process, `full` a power loss, too. */
  readonly durability?: "normal" | "full";
  /** Where the run is kept; default: the journal of the state folder. */
  readonly journal?: Journal;
  /** How the run was started, for whoever resumes it. @internal */
  readonly origin?: Json;
  /**
   * Where outputs of cacheable tasks are kept; default: in the state folder (`cache.db`), for all its runs, and without one in
   * memory, for this run.
   */
  readonly cache?: OutputCache | "off";
  /**
   * Runs steps whose outputs are cached anew, and keeps what they give now; executions that are started on Flyte are told to do
   * the same there. Default false.
   */
  readonly overwriteCache?: boolean;
  /** What the embedded emulator has registered beside the sample: the Flyte side of the pipeline, where that is written here, too. */
  readonly pipelines?: readonly AnyPipelineClass[];
  /** Answers in place of steps, as `standIn` of `flytepath/testing` makes them. */
  readonly standIns?: readonly StandIn[];
  /**
   * Where timeouts, backoffs, sleeps and sensors get their time from, and the journal and the emulator of the run theirs; default:
   * the clock on the wall.
   */
  readonly clock?: Clock;
  /** Folder for files and for what runs did, or `memory`, which keeps nothing; default: `$FLYTEPATH_HOME`, else `memory`. */
  readonly state?: string;
}

/** A run that goes on. */
export interface Run {
  readonly name: string;
  /** Everything that happens, from the first event; several readers may follow. */
  readonly events: AsyncIterable<Event>;
  /**
   * How it ended; a failure is no rejection. Rejects when nothing has been started, since inputs or pipeline are not as
   * they must be.
   */
  readonly outcome: Promise<RunOutcome>;
  /** Ends the run: its tasks, their processes, and its executions on Flyte. */
  abort(cause: string): void;
  /** Gives the value that a gate of the run waits for, `true` approves; resolves once it is kept. */
  setSignal(name: string, value: Literal): Promise<void>;
  /** What an earlier go of the run left: the ends of its steps, and what was in flight. Empty for a new one. */
  readonly before: Promise<readonly Event[]>;
  /**
   * Executions on Flyte that the run asked to end and could not reach: where the run is kept, they are told when it is next
   * opened.
   */
  owed(): readonly Owed[];
}

/**
 * Starts a pipeline's class with values, or a compiled one with literals. Fails at once with `PIPELINE_BROKEN` for a class
 * that does not compile.
 */
export function start<P extends AnyPipelineClass>(
  pipeline: P,
  inputs: InputValues<InputsOf<P>>,
  options?: RunOptions,
): Run;
export function start(compiled: Compiled, inputs: Literals, options?: RunOptions): Run;
export function start(target: AnyPipelineClass | Compiled, inputs: object, options: RunOptions = {}): Run {
  const log = createEventLog();
  const begun = begin(target, inputs, {
    ...options,
    onEvent(event) {
      log.add(event);
      return options.onEvent?.(event);
    },
  });
  const { name, abort, setSignal, before, owed } = begun;
  const outcome = begun.outcome.finally(() => log.end());
  // Whoever only follows the events must not be ended by a rejection that nobody took.
  outcome.catch(() => {});
  return { name, events: log, outcome, abort, setSignal, before, owed };
}

/** A run without the history that {@link Run} keeps. */
export interface Begun extends Omit<Run, "events"> {
  /** Fires when the run is aborted, with what it was aborted for. */
  readonly signal: AbortSignal;
  /** Reads the files among its outputs. */
  readonly files: FileAccess;
}

/** Starts a run. @internal */
export function begin(target: AnyPipelineClass | Compiled, inputs: object, options: RunOptions = {}): Begun {
  const compiled = typeof target === "function" ? compile(target) : target;
  const { dag, code } = compiled;
  const name = options.runId ?? options.name ?? runName(dag.ref.name);
  // It would go on for ever: each run's worker imports the file again.
  if (isLoading()) throw failure("RUN_WHILE_LOADING", { run: name });
  const state = stateOf(options);
  const harness = harnessHere();
  const real = openStore(state);
  const store = harness?.store(real) ?? real;
  const { clock: realClock } = options;
  const clock = harness?.clock(realClock ?? systemClock) ?? realClock;
  const isKept = state !== "memory";
  let own: Backend | undefined;
  const embedded = () => {
    // Its executions go on when the run does.
    own ??= emulatedOver(real, {
      ...defined({ clock: realClock, pipelines: options.pipelines }),
      ...(isKept && { state: join(state, "runs", name) }),
    });
    return own;
  };
  const controller = new AbortController();
  const signal =
    options.signal === undefined ? controller.signal : AbortSignal.any([controller.signal, options.signal]);
  const abort = (cause: string) => controller.abort(cause);
  const runner = createRunner({
    code,
    store,
    embedded,
    backend: options.backend,
    standIns: options.standIns ?? [],
    onLog: options.onLog,
    overwriteCache: options.overwriteCache === true,
    mark: isKept ? markFor(state, name) : undefined,
    clock,
    harness,
    onAborted: (error) => controller.abort(error),
  });
  const files = runner.files(`runs/${name.replace(/[^\w-]/g, "_")}/inputs`);

  const literals = async () => {
    if (inputs === storedInputs) return undefined;
    return typeof target === "function" ? await inputLiterals(target, inputs, files) : (inputs as Literals);
  };
  const go: Go = async (given, more) => {
    const { concurrency, pools, overwriteCache } = options;
    const { cache, closeCache } = await cacheOf(compiled, { state, store, cache: options.cache });
    const how: ExecuteOptions = {
      run: name,
      runner,
      signal,
      digestFile: runner.digestFile,
      ...(cache === undefined ? {} : { cache }),
      ...(concurrency === undefined ? {} : { concurrency }),
      ...(pools === undefined ? {} : { pools }),
      ...(overwriteCache === undefined ? {} : { overwriteCache }),
      ...(clock === undefined ? {} : { clock }),
      ...more,
    };
    const ending = execute(dag, given, harness === undefined ? how : underHarness(how, harness));
    const outcome = await ending.finally(closeCache);
    // What could not be kept has only stopped here.
    const isLeft = outcome.error?.code === "RUN_LISTENER_FAILED";
    if (outcome.phase !== "SUCCEEDED" && !isLeft) await runner.remote.abandonAll(whyOf(outcome));
    return outcome;
  };
  const close = async () => {
    await runner.close();
    if (own !== undefined) await own[Symbol.asyncDispose]();
  };
  harness?.onGone(close);
  // Of a run that has ended, nothing is left to go on with.
  const forget = async ({ error }: RunOutcome) => {
    if (isKept && error?.code !== "RUN_LISTENER_FAILED") {
      await rm(join(state, "runs", name), { recursive: true, force: true, maxRetries: 3 });
    }
  };
  const common = { name, files, signal, abort, owed: () => runner.remote.endings.left() };
  if (!isKept && options.journal === undefined) {
    const { onEvent } = options;
    const outcome = literals().then((given) => go(given ?? {}, onEvent === undefined ? {} : { onEvent }));
    const setSignal = async (gate: string, value: Literal) => runner.signals.set(gate, value);
    return { ...common, setSignal, before: Promise.resolve([]), outcome: outcome.finally(close) };
  }
  const { before, outcome, setSignal } = conductKept({
    name,
    abort,
    state,
    compiled,
    runner,
    literals,
    signal,
    go,
    options,
    harness,
  });
  const closed = outcome.finally(close);
  closed.then(forget).catch(() => {});
  return { ...common, setSignal, before, outcome: closed };
}

/** In place of inputs: those that the run of the given id was started with. @internal */
export const storedInputs: Literals = Object.freeze({});

function stateOf({ state, runId }: RunOptions): string {
  return state ?? (process.env.FLYTEPATH_HOME || (runId === undefined ? "memory" : ".flytepath"));
}
