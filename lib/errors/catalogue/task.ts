import { entry } from "../entry.js";

/** Mistakes in tasks, and failures of their bodies. */
export const task = {
  TASK_CHECKPOINT_WRONG: entry<{ task: string; got: string }>(
    "ValidationError",
    ({ task, got }) => `${task} saved a checkpoint: expected bytes, got ${got}`,
    "Save a Uint8Array, for instance of Buffer.from(JSON.stringify(state)).",
  ),
  TASK_UNDECORATED: entry<{ class: string }>(
    "DefinitionError",
    ({ class: name }) => `${name} is no task`,
    "Put @Task({ inputs, outputs }) on the class.",
  ),
  TASK_NOT_EXPORTED: entry<{ task: string; class: string; file: string }>(
    "DefinitionError",
    ({ task, class: name, file }) =>
      `the worker finds no class of the task ${task} among the exports of ${file}; it is ${name}`,
    ({ class: name }) => `Write export class ${name}, in the file that has its @Task, or take away its isolation.`,
  ),
  TASK_THREW_NON_ERROR: entry<{ task: string; got: string }>(
    "TaskError",
    ({ task, got }) => `the task ${task} threw ${got}, which is no Error`,
    "Throw an Error, so that its message and place are known.",
  ),
  TASK_IGNORED_ABORT: entry<{ task: string; milliseconds: number }>(
    "TaskError",
    ({ task, milliseconds }) => `the task ${task} did not end within ${milliseconds} ms after it was told to`,
    'Hand ctx.signal to whatever the task waits for, or declare isolation: "process", which can be killed.',
  ),
  TASK_WORKER_DIED: entry<{ task: string; how: string }>(
    "TaskError",
    ({ task, how }) => `the worker of the task ${task} died: ${how}`,
    "Look for process.exit, native code or memory use in the task.",
  ),
  TASK_COMMAND_FAILED: entry<{ command: string; how: string; stderr: string }>(
    "TaskError",
    ({ command, how, stderr }) => `${command} ended with ${how}${stderr === "" ? "" : `: ${stderr}`}`,
    "Run the command by hand with the same arguments to see what it wants.",
  ),
  TASK_COMMAND_NOT_STARTED: entry<{ command: string; why: string }>(
    "TaskError",
    ({ command, why }) => `${command} could not be started: ${why}`,
    "Install the program, or write its full path.",
  ),
};
