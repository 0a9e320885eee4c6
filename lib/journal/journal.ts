import type { Dag } from "../dag/index.js";
import type { Event, RunOutcome, RunPhase } from "../engine/index.js";
import type { Json, Literal, Literals } from "../types/index.js";
import type { ReadOptions } from "./history.js";
import type { Owed, RunFilter } from "./ledger/ledger.js";
import type { Recording } from "./recording.js";

/** A run as the journal knows it. */
export interface RunInfo {
  readonly id: string;
  /** Name of its pipeline. */
  readonly pipeline: string;
  readonly phase: RunPhase;
  /**
   * What it is doing: `running` in some process, `interrupted` when that process is gone and the run can be resumed, or
   * `ended`.
   */
  readonly standing: "running" | "interrupted" | "ended";
  /** Digest of the Dag that it runs. */
  readonly digest: string;
  /** Where its code is and how it was started, as whoever started it wrote it. */
  readonly origin: Json;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly endedAt?: number;
  /** The process that runs it, or did. */
  readonly holder?: { readonly pid: number; readonly host: string };
  /** Why somebody wants it to end. */
  readonly abort?: string;
  /** The run that this one repeats. */
  readonly parent?: string;
  /** Executions outside that it asked to end, and that could not be told so yet; absent where there are none. */
  readonly owed?: readonly Owed[];
}

/** A run to be kept. */
export interface NewRun {
  readonly id: string;
  readonly dag: Dag;
  readonly inputs: Literals;
  /** The code behind its tasks, as text. */
  readonly code?: string;
  readonly origin?: Json;
  readonly parent?: string;
}

/** What a process that holds a run hears of others. */
export interface Listeners {
  /** Told each event once it is kept; where it returns a promise, the run waits for it before it acts on what follows. */
  onKept?(event: Event): void | Promise<void>;
  /** Somebody wants the run to end. */
  onAbort?(cause: string): void;
  /** Nothing more can be kept: the journal cannot be written, or another process has the run. */
  onBroken?(error: unknown): void;
  /** A gate was given its value by another process. */
  onSignal?(name: string, value: Literal): void;
}

/** A run that this process has taken, with what an earlier go left. */
export interface Taken {
  readonly recording: Recording;
  /** What the run needs to go on: of nodes that have ended only the end, which has their inputs where the Dag is another one. */
  readonly events: readonly Event[];
  /** Number of the next event. */
  readonly next: number;
  readonly signals: readonly (readonly [name: string, value: Literal])[];
}

/** How a run is taken. */
export interface TakeOptions extends Listeners {
  /** The Dag that it goes on with, when it is another one. */
  readonly dag?: Dag;
  /** The code that it goes on with, likewise. */
  readonly code?: string;
  readonly origin?: Json;
}

/**
 * The durable record of runs. Many processes may have one open; each run is held by one of them at a time. Calls fail as
 * those of `lib/sqlite`, and with `JOURNAL_RUN_UNKNOWN` for a run that is not there.
 */
export interface Journal extends AsyncDisposable {
  /** Keeps a new run and holds it; undefined when the id is taken. */
  begin(run: NewRun, listeners?: Listeners): Promise<Recording | undefined>;
  /** Holds a run that has not ended. Fails with `JOURNAL_RUN_HELD` while a living process holds it. */
  take(id: string, options?: TakeOptions): Promise<Taken>;
  find(id: string): RunInfo | undefined;
  /** The newest first. */
  list(filter?: RunFilter): readonly RunInfo[];
  dag(id: string): Dag;
  /** The code behind its tasks; undefined for a run that was kept without. */
  code(id: string): string | undefined;
  inputs(id: string): Promise<Literals>;
  /** How a run ended; undefined as long as it has not. */
  outcome(id: string): Promise<RunOutcome | undefined>;
  /** All events so far; `large` says whether inputs and outputs that hold large values are there (default) or left out. */
  events(id: string, options?: ReadOptions): Promise<readonly Event[]>;
  /** Gives the events since the last call, the first time all of them. */
  reader(id: string): () => Promise<readonly Event[]>;
  /** Asks whoever holds a run, or will next, to end it. */
  requestAbort(id: string, cause: string): void;
  /** Notes the end of an execution outside that a run asks for, before it is asked for, or why asking failed. */
  owe(id: string, owed: Owed): void;
  /** Forgets it, once it was told. */
  settle(id: string, owed: Pick<Owed, "place" | "execution">): void;
  /** Gives a gate its value, whoever holds the run. */
  giveSignal(id: string, name: string, value: Literal): Promise<void>;
  /** Forgets a run that nobody runs, and the values that it alone had. Fails with `JOURNAL_RUN_HELD`. */
  delete(id: string): Promise<void>;
  /** Calls back when another process may have changed something, looking a few times a second, until it is taken back. */
  watch(look: () => void): () => void;
}
