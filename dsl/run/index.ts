export type { ContainerEngine, ContainerOptions, ImageRule } from "../../emulator/index.js";
export { type EmulatedBackend, type EmulatedOptions, emulated } from "./emulated.js";
export { type Harness, harnessed } from "./harness.js";
export { flyteRunner } from "./remote/flyte-runner.js";
export { run } from "./run.js";
export type { IfRunning, Repeat } from "./kept/open-kept.js";
export { type Run, type RunOptions, start, storedInputs } from "./start.js";
