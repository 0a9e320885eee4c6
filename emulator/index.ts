export { createEmulator, type Emulator, type EmulatorOptions } from "./emulator.js";
export type { Listener } from "./server/index.js";
