export { createEmulator, type Emulator, openEmulator } from "./emulator.js";
export type { EmulatorOptions, OpenEmulatorOptions } from "./options.js";
export type { Limits, Listener, Where } from "./server/index.js";
export type { PlatformSettings, TaskResources } from "./services/index.js";
export type { ContainerEngine, ContainerOptions, ImageRule } from "./runs/index.js";
