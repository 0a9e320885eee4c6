import { parentPort } from "node:worker_threads";
import { ownThread } from "../../../../lib/xgboost/threads/thread-life.js";

// Tells its number and stays.

parentPort!.on("message", () => {});
parentPort!.postMessage(ownThread());
