export { createEmulator, type Emulator, type EmulatorOptions } from "./emulator.js";
export type { Limits, Listener, Where } from "./server/index.js";
