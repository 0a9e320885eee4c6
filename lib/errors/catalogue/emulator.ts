import { entry } from "../entry.js";

/** What can go wrong in starting and keeping an emulator. */
export const emulator = {
  EMULATOR_PORT_TAKEN: entry<{ port: number; host: string }>(
    "BackendError",
    ({ port, host }) => `port ${port} of ${host} is taken by another program`,
    ({ port }) => `Stop what listens on port ${port}, or start the emulator with another --port (0 picks a free one).`,
  ),
};
