export { type InProcessOptions, inProcessRunner, type LogLine } from "./in-process-runner.js";
