import { entry } from "../entry.js";

/** What can go wrong in starting and keeping an emulator. */
export const emulator = {
  EMULATOR_PORT_TAKEN: entry<{ port: number; host: string }>(
    "BackendError",
    ({ port, host }) => `port ${port} of ${host} is taken by another program`,
    ({ port }) => `Stop what listens on port ${port}, or start the emulator with another --port (0 picks a free one).`,
  ),
  EMULATOR_HOST_UNKNOWN: entry<{ host: string }>(
    "BackendError",
    ({ host }) => `${host} is no address of this machine`,
    "Give --host an address of this machine, or 0.0.0.0 for all of them.",
  ),
  EMULATOR_TOKEN_UNFIT: entry<{ why: string }>(
    "BackendError",
    ({ why }) => `the token of the emulator does not protect it: ${why}`,
    "Give --token (or FLYTEPATH_TOKEN) a secret of 16 characters or more.",
  ),
  EMULATOR_TLS_FILE_UNFIT: entry<{ file: string; why: string }>(
    "BackendError",
    ({ file, why }) => `the file ${file} cannot be used for TLS: ${why}`,
    "Give --tls-cert and --tls-key the PEM files of a certificate and of its own key.",
  ),
  EMULATOR_TASK_UNKNOWN: entry<{ task: string; type: string }>(
    "TaskError",
    ({ task, type }) => `nothing in this emulator runs the task ${task} of type ${type}`,
    "Give the emulator a runner that knows the task's code.",
  ),
  EMULATOR_SETTING_WRONG: entry<{ setting: string; expected: string; got: string }>(
    "ValidationError",
    ({ setting, expected, got }) =>
      `the emulator's setting ${setting} is not understood: expected ${expected}, got ${got}`,
    ({ setting, expected }) => `Give ${setting} ${expected}.`,
  ),
  EMULATOR_CLOSED: entry<{ name: string }>(
    "BackendError",
    ({ name }) => `the emulator ${name} is closed`,
    "Create another emulator; a closed one starts nothing.",
  ),
};
