export {
  createEmulator,
  type Emulator,
  type EmulatorOptions,
  type OpenEmulatorOptions,
  openEmulator,
} from "./emulator.js";
export type { Limits, Listener, Where } from "./server/index.js";
export type { PlatformSettings, TaskResources } from "./services/index.js";
export type { ContainerEngine, ContainerOptions, ImageRule } from "./runs/index.js";
