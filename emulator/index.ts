export {
  createEmulator,
  type Emulator,
  type EmulatorOptions,
  type OpenEmulatorOptions,
  openEmulator,
} from "./emulator.js";
export type { Limits, Listener, Where } from "./server/index.js";
