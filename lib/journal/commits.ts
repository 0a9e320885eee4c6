import { FlytepathError, failure } from "../errors/index.js";
import type { Ledger } from "./ledger/ledger.js";

/** Somebody who has something to write. */
export interface Writer {
  /** What has to be done before it can write, such as large values on their way to a store. */
  ready(): Promise<unknown> | undefined;
  /** Writes what it has, inside a transaction that others may share. */
  write(ledger: Ledger, now: number): void;
  /** What was written is kept. */
  kept(): void;
  /** Nothing more can be written. */
  broke(error: unknown): void;
}

/** Writes what many writers have in few transactions. */
export interface Commits {
  /** Writes what the writer has with the next transaction, which takes whatever else is told in this turn of the loop. */
  enlist(writer: Writer): void;
  /** Writes at once. */
  flush(): void;
}

/** How commits are made. */
export interface CommitOptions {
  readonly now: () => number;
  /** Milliseconds between tries while another process holds the journal. */
  readonly pause?: number;
  /** Tries before that ends the runs of this process. */
  readonly tries?: number;
}

/** Group commit: one transaction for all that happens in one turn of the event loop. */
export function createCommits(ledger: Ledger, { now, pause = 100, tries = 300 }: CommitOptions): Commits {
  let waiting = new Set<Writer>();
  const preparing = new Set<Writer>();
  let scheduled = false;
  let refused = 0;

  const schedule = (delay?: number) => {
    if (scheduled) return;
    scheduled = true;
    if (delay === undefined) setImmediate(flush);
    else setTimeout(flush, delay);
  };
  const enlist = (writer: Writer) => {
    if (preparing.has(writer)) return;
    waiting.add(writer);
    schedule();
  };
  // What is prepared is written in its turn: the writer comes back when it is ready.
  const prepare = (writer: Writer): boolean => {
    const preparation = writer.ready();
    if (preparation === undefined) return true;
    preparing.add(writer);
    preparation.then(
      () => {
        preparing.delete(writer);
        enlist(writer);
      },
      (error) => {
        preparing.delete(writer);
        writer.broke(error);
      },
    );
    return false;
  };

  function flush(): void {
    scheduled = false;
    const due = [...waiting].filter(prepare);
    waiting = new Set();
    if (due.length === 0) return;
    try {
      const at = now();
      ledger.transaction(() => {
        for (const writer of due) writer.write(ledger, at);
      });
    } catch (error) {
      refused += 1;
      if (!isLocked(error) || refused > tries) {
        for (const writer of due) writer.broke(error);
        return;
      }
      for (const writer of due) waiting.add(writer);
      schedule(pause);
      return;
    }
    refused = 0;
    for (const writer of due) writer.kept();
  }

  return { enlist, flush };
}

/** Works in a transaction; while another process holds the journal, again and again for a few seconds. */
export function stubbornly<Result>(ledger: Ledger, work: () => Result, tries = 20): Result {
  for (let left = tries; ; left -= 1) {
    try {
      return ledger.transaction(work);
    } catch (error) {
      // Each try has waited for as long as the ledger waits.
      if (!isLocked(error) || left <= 1) throw error;
    }
  }
}

function isLocked(error: unknown): boolean {
  return FlytepathError.is(error) && error.code === "STATE_LOCKED";
}

/** The error for a run that another process has taken over. */
export function lost(run: string): Error {
  return failure("JOURNAL_RUN_LOST", { run });
}
