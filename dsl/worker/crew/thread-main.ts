import { parentPort } from "node:worker_threads";
import type { SentJob } from "../job.js";
import { captureLines } from "./capture-lines.js";
import type { FromWorker, ToWorker } from "./message.js";
import { serve } from "./serve.js";
import { packThrown } from "../../../lib/errors/index.js";

// The first and only module of a worker thread, which does one job after the other.

const port = parentPort!;
const post = (message: FromWorker) => port.postMessage(message);
const onMessage = (listener: (message: ToWorker) => void) => {
  port.on("message", listener);
  return () => port.off("message", listener);
};

captureLines(process.stdout, (line) => post({ kind: "line", line, stream: "stdout" }));
captureLines(process.stderr, (line) => post({ kind: "line", line, stream: "stderr" }));
process.on("uncaughtException", (thrown) => post({ kind: "failed", error: packThrown(thrown), clean: false }));
port.on("message", (message: ToWorker | { readonly kind: "job"; readonly job: SentJob }) => {
  if (message.kind === "job") void serve({ post, onMessage, joins: false }, message.job);
});
