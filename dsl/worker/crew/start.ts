import { startProcess } from "./process.js";
import { startThread } from "./thread.js";

/** What starts a worker, by isolation; a module of its own, so that tasks without isolation do not pay for it. */
export const start = { thread: startThread, process: startProcess };
