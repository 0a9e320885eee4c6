import { existsSync } from "node:fs";
import { join } from "node:path";
import { failure } from "../../../lib/errors/index.js";
import type { Journal, RunInfo } from "../../../lib/journal/index.js";

/** The journal of a state folder; undefined where nothing has been kept, so that looking makes no folder. */
export async function openState(state: string): Promise<Journal | undefined> {
  if (state === "memory" || !existsSync(join(state, "journal.db"))) return undefined;
  const { openJournal } = await import("../../../lib/journal/index.js");
  return openJournal(state);
}

/** Works with a journal that must be there, and closes it. Fails with `JOURNAL_RUN_UNKNOWN` for a run that is not. */
export async function withRun<T>(
  { state, run }: { readonly state: string; readonly run: string },
  work: (journal: Journal, info: RunInfo) => Promise<T>,
): Promise<T> {
  const journal = await openState(state);
  const known = journal?.list({ limit: 20 }).map(({ id }) => id) ?? [];
  try {
    const info = journal?.find(run);
    if (journal === undefined || info === undefined) throw failure("JOURNAL_RUN_UNKNOWN", { run, known });
    return await work(journal, info);
  } finally {
    await journal?.[Symbol.asyncDispose]();
  }
}
