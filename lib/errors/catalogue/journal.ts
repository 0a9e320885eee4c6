import { entry } from "../entry.js";

/** What can go wrong with runs that are kept. */
export const journal = {
  JOURNAL_RUN_UNKNOWN: entry<{ run: string; known: readonly string[] }>(
    "ValidationError",
    ({ run, known }) => `there is no run ${run}; there are ${known.join(", ") || "none"}`,
    "List the runs of this state folder, or name the folder that has the run.",
  ),
  JOURNAL_RUN_HELD: entry<{ run: string; pid: number; host: string }>(
    "ValidationError",
    ({ run, pid, host }) => `the process ${pid} on ${host} is running ${run}`,
    "Wait for it, watch it, or abort the run first.",
  ),
  JOURNAL_RUN_LOST: entry<{ run: string }>(
    "TaskError",
    ({ run }) => `another process has taken over the run ${run}`,
    "Watch the run from here; what this process did after that was not kept.",
  ),
  JOURNAL_TEXT_DAMAGED: entry<{ what: string; why: string }>(
    "BackendError",
    ({ what, why }) => `${what} can no longer be read from the journal: ${why}`,
    "Put back a copy of the journal, or delete the run and run its pipeline again.",
  ),
  JOURNAL_VALUE_LOST: entry<{ uri: string }>(
    "BackendError",
    ({ uri }) => `the value at ${uri}, which a run was given or gave, can no longer be read`,
    "Put the file back, or run the pipeline again.",
  ),
};
