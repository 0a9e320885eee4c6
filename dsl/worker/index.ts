export { inProcessRunner, type LogLine } from "./in-process-runner.js";
