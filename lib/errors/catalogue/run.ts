import { entry } from "../entry.js";

/** What can go wrong with a run. */
export const run = {
  RUN_INPUT_MISSING: entry<{ pipeline: string; input: string }>(
    "ValidationError",
    ({ pipeline, input }) => `${pipeline} got no value for its input ${input}, which has no default`,
    ({ input }) => `Give a value for ${input}.`,
  ),
  RUN_INPUT_UNKNOWN: entry<{ pipeline: string; input: string; known: readonly string[] }>(
    "ValidationError",
    ({ pipeline, input, known }) => `${pipeline} has no input ${input}; its inputs are ${known.join(", ") || "none"}`,
    "Leave it out, or write the name as the pipeline does.",
  ),
  RUN_INPUT_MISMATCH: entry<{ pipeline: string; input: string; expected: string; got: string }>(
    "ValidationError",
    ({ pipeline, input, expected, got }) =>
      `${pipeline} got a wrong value for its input ${input}: expected ${expected}, got ${got}`,
    ({ input, expected }) => `Give ${expected} for ${input}.`,
  ),
  RUN_POOL_UNKNOWN: entry<{ step: string; pool: string; known: readonly string[] }>(
    "DefinitionError",
    ({ step, pool, known }) => `${step} runs in the pool ${pool}; there are ${known.join(", ") || "no pools"}`,
    "Give the pool a size where the run is started, or name another one.",
  ),
  RUN_SIGNAL_MISMATCH: entry<{ signal: string; expected: string; got: string }>(
    "ValidationError",
    ({ signal, expected, got }) => `the signal ${signal} was given a wrong value: expected ${expected}, got ${got}`,
    ({ signal, expected }) => `Set ${signal} to ${expected}.`,
  ),
  RUN_TIMED_OUT: entry<{ timeout: string }>(
    "TaskError",
    ({ timeout }) => `the run took longer than ${timeout}`,
    "Raise the pipeline's run timeout, or make its steps faster.",
  ),
  RUN_FAILED: entry<{ run: string; code: string; why: string }>(
    "TaskError",
    ({ run, code, why }) => `the run ${run} failed (${code}): ${why}`,
    "Look at the events of the run for the step that failed.",
  ),
  RUN_WHILE_LOADING: entry<{ run: string }>(
    "DefinitionError",
    ({ run }) => `the file starts ${run} while it is only loaded for what it exports`,
    "Move the call of run or start into a file of its own, apart from the tasks and pipelines.",
  ),
  RUN_CODE_MISSING: entry<{ task: string; known: readonly string[] }>(
    "DefinitionError",
    ({ task, known }) => `there is no code for the task ${task}; there is for ${known.join(", ") || "none"}`,
    "Load the file that has the task's class, or run the task where it was registered.",
  ),
  STEP_REMOTE_INTERFACE_DIFFERS: entry<{ step: string; remote: string; differences: readonly string[] }>(
    "DefinitionError",
    ({ step, remote, differences }) => `${step} does not fit ${remote} on Flyte: ${differences.join("; ")}`,
    "Change the step's input and output classes to what is registered, or pin the version they fit.",
  ),
  NODE_ABORTED: entry<{ why: string }>(
    "TaskError",
    ({ why }) => `stopped, because ${why}`,
    "Look at what ended the run; this step did nothing wrong.",
  ),
  NODE_TIMED_OUT: entry<{ node: string; timeout: string; share: number }>(
    "TaskError",
    ({ node, timeout, share }) =>
      `${node} took longer than ${share} times its timeout of ${timeout}, with all its attempts`,
    "Raise the timeout of the step: Flyte gives a step twice that, however many retries it has.",
  ),
  TASK_TIMED_OUT: entry<{ node: string; timeout: string }>(
    "TaskError",
    ({ node, timeout }) => `${node} took longer than its timeout of ${timeout}`,
    "Raise the timeout of the step, or make it faster.",
  ),
  GATE_TIMED_OUT: entry<{ gate: string; timeout: string }>(
    "TaskError",
    ({ gate, timeout }) => `nobody answered the gate ${gate} within its timeout of ${timeout}`,
    ({ gate }) => `Answer it in time (\`flytepath runs signal RUN ${gate}\`), or raise its timeout.`,
  ),
  GATE_REFUSED: entry<{ gate: string }>(
    "TaskError",
    ({ gate }) => `the gate ${gate} was answered with no`,
    "Ask whoever answered it; a new run asks anew.",
  ),
  TASK_NEVER_SETTLES: entry<{ node: string }>(
    "TaskError",
    ({ node }) => `${node} waits for something that can never happen: its promise is open and nothing is left to run`,
    "Make sure that every promise the step awaits is resolved or rejected.",
  ),
  RUN_LIMIT_WRONG: entry<{ limit: string; got: number }>(
    "DefinitionError",
    ({ limit, got }) => `${limit} is ${got}, expected a whole number from 1`,
    ({ limit }) => `Set ${limit} to how many steps may run at once.`,
  ),
  RUN_INPUT_FIXED: entry<{ pipeline: string; input: string }>(
    "ValidationError",
    ({ pipeline, input }) => `${pipeline} has a fixed value for its input ${input}, and got another one`,
    ({ input }) => `Leave ${input} out.`,
  ),
  TASK_OUTPUT_MISSING: entry<{ task: string; output: string }>(
    "ValidationError",
    ({ task, output }) => `${task} gave no value for its output ${output}`,
    ({ output }) => `Return ${output} from the task.`,
  ),
  TASK_OUTPUT_MISMATCH: entry<{ task: string; output: string; expected: string; got: string }>(
    "ValidationError",
    ({ task, output, expected, got }) =>
      `${task} gave a wrong value for its output ${output}: expected ${expected}, got ${got}`,
    "Return a value of the declared type, or declare another type.",
  ),
  TASK_OUTPUT_UNKNOWN: entry<{ task: string; output: string; known: readonly string[] }>(
    "ValidationError",
    ({ task, output, known }) =>
      `${task} gave ${output}, which is none of its outputs: ${known.join(", ") || "it has none"}`,
    "Declare the output, or do not return it.",
  ),
};
