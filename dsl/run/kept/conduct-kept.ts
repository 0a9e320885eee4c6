import type { Event, ExecuteOptions, RunEvent, RunOutcome } from "../../../lib/engine/index.js";
import { failure } from "../../../lib/errors/index.js";
import type { Journal } from "../../../lib/journal/index.js";
import { defined, type Literal, type Literals } from "../../../lib/types/index.js";
import type { Compiled } from "../../compile/index.js";
import type { ComposedRunner } from "../runner.js";
import type { Harness } from "../harness.js";
import type { Begun, RunOptions } from "../start.js";
import { codeOf } from "./code/code-of.js";
import { stayingAwake } from "./gate-signals.js";
import { whyOf } from "../remote/endings.js";
import { endLeftRunning } from "./left-running.js";
import { leftBehind } from "./left-behind.js";
import { type Opened, openKept } from "./open-kept.js";

/** Runs the Dag over inputs, with more said about how. */
export type Go = (inputs: Literals, more: Partial<ExecuteOptions>) => Promise<RunOutcome>;

/** A run that is to be kept. */
export interface Keeping {
  readonly name: string;
  readonly state: string;
  readonly compiled: Compiled;
  readonly runner: ComposedRunner;
  readonly signal: AbortSignal;
  readonly options: RunOptions;
  readonly go: Go;
  readonly harness: Harness | undefined;
  /** Undefined: those that the run was started with. */
  literals(): Promise<Literals | undefined>;
  abort(cause: string): void;
}

/** Runs what is kept in a journal: from its beginning, from where it was left, or not at all when it has ended. */
export function conductKept(keeping: Keeping): Pick<Begun, "outcome" | "before" | "setSignal"> {
  const { runner } = keeping;
  const journal = openJournalOf(keeping);
  const opened = Promise.all([journal, keeping.literals()]).then(([kept, inputs]) => open(kept, keeping, inputs));
  const outcome = Promise.all([opened, journal]).then(async ([run, kept]) => {
    const owed = () => kept.find(keeping.name)?.owed ?? [];
    runner.remote.endings.keepIn({
      owe: (each) => kept.owe(keeping.name, each),
      settle: (each) => kept.settle(keeping.name, each),
    });
    // Those that were tried in vain. What was not tried belongs to an attempt that is gone on with.
    const before = runner.remote.catchUp(owed().filter(({ why }) => run.kind === "ended" || why !== undefined));
    if (run.kind === "ended") return before.then(() => run.outcome);
    const end = await goOn(keeping, run);
    await before;
    // What could not be kept has only stopped here.
    if (end.error?.code === "RUN_LISTENER_FAILED") return end;
    await runner.remote.catchUp(owed().filter(({ why }) => why === undefined));
    return end;
  });
  return {
    before: opened.then((run) => (run.kind === "ended" ? [] : run.events)).catch(() => []),
    outcome: outcome.finally(() => closeJournal(keeping, journal)),
    async setSignal(gate, value) {
      const run = await opened;
      if (run.kind === "going") await run.recording.signal(gate, value);
      runner.signals.set(gate, value);
    },
  };
}

async function openJournalOf({ name, options, state, harness }: Keeping): Promise<Journal> {
  const { clock, durability } = options;
  if (options.journal !== undefined) {
    if (harness !== undefined) throw failure("FAULTS_JOURNAL_GIVEN", { run: name });
    return options.journal;
  }
  // SQLite is loaded by those who keep something.
  const { openJournal } = await import("../../../lib/journal/index.js");
  const opened = openJournal(state, {
    ...defined({ durability, now: clock?.now.bind(clock), over: harness?.ledger.bind(harness) }),
  });
  harness?.onGone(() => opened[Symbol.asyncDispose]());
  return opened;
}

// A journal that was given is closed by who gave it.
async function closeJournal({ options }: Keeping, journal: Promise<Journal>): Promise<void> {
  if (options.journal !== undefined) return;
  const opened = await journal.catch(() => undefined);
  await opened?.[Symbol.asyncDispose]();
}

async function open(
  journal: Journal,
  keeping: Keeping,
  inputs: Literals | undefined,
): Promise<Opened & { readonly unkept: AbortSignal }> {
  const unkept = new AbortController();
  const { name, compiled, options, runner, abort, signal } = keeping;
  const { dag } = compiled;
  const listeners = {
    onKept: (event: Event) => options.onEvent?.(event),
    onAbort: abort,
    onBroken: (error: unknown) => unkept.abort(error),
    onSignal: (gate: string, value: Literal) => runner.signals.set(gate, value),
  };
  const { ifRunning = "refuse", withNewCode = false, repeats, origin = null } = options;
  const opened = await openKept(journal, {
    id: name,
    dag,
    code: codeOf(compiled),
    inputs,
    origin,
    ifRunning,
    withNewCode,
    repeat: repeats,
    listeners,
    signal,
    abandon: runner.abandon,
  });
  return { ...opened, unkept: unkept.signal };
}

async function goOn(
  { go, runner, compiled, name, state }: Keeping,
  run: Extract<Opened, { kind: "going" }> & { readonly unkept: AbortSignal },
): Promise<RunOutcome> {
  const { recording, inputs, prior, events, signals, unkept } = run;
  if (events.length > 0) endLeftRunning(state, name);
  for (const { task, outputs } of leftBehind(compiled.dag, events)) runner.remote.remember(task, outputs, name);
  for (const [gate, value] of signals) runner.signals.set(gate, value);
  const awake = { ...runner, awaitSignal: stayingAwake(runner.awaitSignal) };
  try {
    return await go(inputs, {
      runner: awake,
      unkept,
      onEvent(event) {
        // Before the end is kept: after it, nobody goes on with the run and finds what it left.
        if (leavesNothing(event)) runner.remote.oweAll(whyOf(event));
        return recording.tell(event);
      },
      ...(prior === undefined ? {} : { prior }),
    });
  } finally {
    await recording.release();
  }
}

// Whether a run ends so that what it has on Flyte ends, too. What could not be kept has only stopped here.
function leavesNothing(event: Event): event is RunEvent {
  if (event.kind !== "run" || event.error?.code === "RUN_LISTENER_FAILED") return false;
  return event.phase === "FAILED" || event.phase === "ABORTED" || event.phase === "TIMED_OUT";
}
