export { type EmulatedBackend, type EmulatedOptions, emulated } from "./emulated.js";
export { flyteRunner } from "./remote/flyte-runner.js";
export { run } from "./run.js";
export { type Run, type RunOptions, start } from "./start.js";
