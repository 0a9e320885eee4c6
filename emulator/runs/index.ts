export type { ContainerEngine, ContainerOptions, ImageRule } from "./containers/options.js";
export { createRuns, type Runs } from "./runs.js";
