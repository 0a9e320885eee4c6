import { entry } from "../entry.js";

/** What can go wrong with the name, the code and the steps of a run that is kept. */
export const kept = {
  RUN_ID_REFUSED: entry<{ id: string }>(
    "ValidationError",
    ({ id }) =>
      `${JSON.stringify(id)} cannot name a run: expected 1 to 100 letters, digits, dots, dashes and underscores`,
    "Give the run another id.",
  ),
  RUN_ID_TAKEN: entry<{ run: string; differences: readonly string[] }>(
    "ValidationError",
    ({ run, differences }) => `there is another run ${run}: ${differences.join("; ")}`,
    "Give this run another id, or start it with what the run of that id has.",
  ),
  RUN_CODE_CHANGED: entry<{ run: string; changes: readonly string[] }>(
    "DefinitionError",
    ({ run, changes }) => `the pipeline is not the one that ${run} was started with: ${changes.join("; ")}`,
    "Bring the old code back, or go on with the new one (--with-new-code): steps that are the same are kept, the rest run.",
  ),
  RUN_BROKEN_OFF: entry<{ why: string }>(
    "TaskError",
    ({ why }) => `what the run does can no longer be kept, so it stops here: ${why}`,
    "Mend what keeps the run, and resume it: what it has elsewhere goes on meanwhile.",
  ),
  RUN_ABORTED: entry<{ run: string; cause: string }>(
    "TaskError",
    ({ run, cause }) => `the run ${run} was aborted: ${cause}`,
    "Start it again, or rerun it from the step where it was.",
  ),
  FAULTS_JOURNAL_GIVEN: entry<{ run: string }>(
    "DefinitionError",
    ({ run }) => `the run ${run} is given a journal that is open, where faults could not reach it`,
    "Leave out the journal and name a state folder: each go of the run opens its own.",
  ),
  RUN_STEP_UNKNOWN: entry<{ run: string; step: string; known: readonly string[] }>(
    "ValidationError",
    ({ run, step, known }) => `${run} has no step ${step}; its steps are ${known.join(", ") || "none"}`,
    "Name one of the steps.",
  ),
};
