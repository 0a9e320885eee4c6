import { entry } from "../entry.js";

/** What can go wrong in starting and keeping an emulator. */
export const emulator = {
  EMULATOR_PORT_TAKEN: entry<{ port: number; host: string }>(
    "BackendError",
    ({ port, host }) => `port ${port} of ${host} is taken by another program`,
    ({ port }) => `Stop what listens on port ${port}, or start the emulator with another --port (0 picks a free one).`,
  ),
  EMULATOR_TASK_UNKNOWN: entry<{ task: string; type: string }>(
    "TaskError",
    ({ task, type }) => `nothing in this emulator runs the task ${task} of type ${type}`,
    "Give the emulator a runner that knows the task's code.",
  ),
  EMULATOR_CLOSED: entry<{ name: string }>(
    "BackendError",
    ({ name }) => `the emulator ${name} is closed`,
    "Create another emulator; a closed one starts nothing.",
  ),
};
