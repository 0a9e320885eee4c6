import type { RunPhase } from "../../engine/index.js";
import type { Holder } from "../holder.js";

/** A run as it is kept; what is text holds JSON. */
export interface RunRow {
  /** Names the run inside its journal. */
  readonly key: number;
  readonly id: string;
  readonly pipeline: string;
  /** Digest of its Dag. */
  readonly dag: string;
  /** Digest of the code behind its tasks. */
  readonly code: string | undefined;
  readonly inputs: string;
  /** Where its code is and how it was started; whoever starts runs says what. */
  readonly origin: string;
  readonly phase: RunPhase;
  /** Milliseconds since the epoch, like every other moment here. */
  readonly createdAt: number;
  readonly endedAt: number | undefined;
  /** Outputs, error and cause of a run that has ended. */
  readonly outcome: string | undefined;
  /** The process that runs it. */
  readonly holder: Holder | undefined;
  /** Why somebody wants it to end. */
  readonly abort: string | undefined;
  /** The run that this one repeats. */
  readonly parent: string | undefined;
}

/** What of a run changes. */
export type RunChange = Partial<
  Pick<RunRow, "dag" | "code" | "origin" | "phase" | "endedAt" | "outcome" | "holder" | "abort">
>;

/** Events told in one go. */
export interface Batch {
  readonly seq: number;
  readonly count: number;
  readonly events: string;
}

/** A value that was given to a gate; the text is a literal. */
export interface SignalRow {
  readonly name: string;
  readonly value: string;
}

/** The end of an execution outside that a run asked for, and that nobody has been told of yet. */
export interface Owed {
  /** Where the execution is, as whoever ends it finds it again: the id of a connection; empty for the backend of the run. */
  readonly place: string;
  /** `project/domain/name`. */
  readonly execution: string;
  readonly cause: string;
  /** When it was asked for, in milliseconds since the epoch. */
  readonly at: number;
  /** Why the last try failed; absent where none has. */
  readonly why?: string;
}

/** Which runs are listed. */
export interface RunFilter {
  readonly pipeline?: string | undefined;
  readonly phases?: readonly RunPhase[] | undefined;
  /** Default 1000; the newest come first. */
  readonly limit?: number | undefined;
}

/** Where a journal keeps its rows: a SQLite file, or memory. Calls fail as those of `lib/sqlite`. */
export interface Ledger {
  /** Keeps all that the work changes, or nothing. */
  transaction<Result>(work: () => Result): Result;
  /** Adds a run and gives its key; undefined when the id is taken. */
  insert(run: Omit<RunRow, "key" | "endedAt" | "outcome" | "abort">): number | undefined;
  find(id: string): RunRow | undefined;
  list(filter: RunFilter): readonly RunRow[];
  change(key: number, change: RunChange): void;
  /** Notes that the holder is alive; false when the run is no longer its own. */
  beat(key: number, token: string, at: number): boolean;
  holds(key: number, token: string): boolean;
  delete(key: number): void;
  keepDag(digest: string, json: string): void;
  dag(digest: string): string | undefined;
  keepCode(digest: string, text: string): void;
  code(digest: string): string | undefined;
  append(key: number, batch: Batch): void;
  batches(key: number, from: number): readonly Batch[];
  /** How many events a run has. */
  length(key: number): number;
  signal(key: number, signal: SignalRow): void;
  signals(key: number): readonly SignalRow[];
  /** Notes an end that is owed, or why it still is. */
  owe(key: number, owed: Owed): void;
  owed(key: number): readonly Owed[];
  settle(key: number, owed: Pick<Owed, "place" | "execution">): void;
  /** Notes that a run uses a spilled value. */
  keepSpill(key: number, digest: string): void;
  /** Spilled values that this run alone uses. */
  ownSpills(key: number): readonly string[];
  /** Another number when another process may have changed something. */
  version(): number;
  close(): void;
}
