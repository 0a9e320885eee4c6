export { inProcessRunner, type LogLine, type StartedWorker } from "./in-process-runner.js";
