import { signalGroup } from "../../../lib/processes/index.js";
import type { SentJob } from "../job.js";
import type { FromWorker, ToWorker } from "./message.js";
import { serve } from "./serve.js";
import { packThrown } from "../../../lib/errors/index.js";

// The first and only module of a child process that runs one job, which is the first message it gets.

const post = (message: FromWorker) => {
  process.send?.(message);
};

process.on("uncaughtException", (thrown) => post({ kind: "failed", error: packThrown(thrown), clean: false }));
// Whoever started this process is gone: what the task has started must not outlive it.
process.on("disconnect", () => {
  signalGroup(process.pid, "SIGKILL");
  process.exit(1);
});
process.once("message", (job: SentJob) => {
  const onMessage = (listener: (message: ToWorker) => void) => {
    process.on("message", listener);
    return () => process.off("message", listener);
  };
  void serve({ post, onMessage, joins: true }, job);
});
