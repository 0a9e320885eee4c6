export { createRuns, type Runs, type RunsOptions } from "./runs.js";
