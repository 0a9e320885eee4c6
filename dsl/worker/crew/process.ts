import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { builtFile } from "../../../lib/errors/index.js";
import type { SentJob } from "../job.js";
import { endGroup, startedBy, trackGroup } from "../../../lib/processes/index.js";
import type { FromWorker } from "./message.js";
import { tellLines } from "./tell-lines.js";
import type { Owner, Worker } from "./worker.js";

/** Starts a job in a process of its own, which leads a group: whatever it starts ends with it. */
export function startProcess(job: SentJob, owner: Owner): Worker {
  const main = fileURLToPath(builtFile("dsl/worker/crew/process-main.js"));
  const child = execa(process.execPath, [...process.execArgv.filter((arg) => !arg.startsWith("--inspect")), main], {
    ipc: true,
    ...(job.mark === undefined ? {} : { env: { [startedBy]: job.mark } }),
    serialization: "advanced",
    detached: true,
    stdin: "ignore",
    buffer: false,
    reject: false,
  });
  const { pid } = child;
  if (pid !== undefined) trackGroup(pid);
  child.on("message", (message: FromWorker) => owner.onMessage(message));
  tellLines(child.stdout, (line) => owner.onLine(line, "stdout"));
  tellLines(child.stderr, (line) => owner.onLine(line, "stderr"));
  const ended = child.then(({ exitCode, signal, originalMessage }) => {
    const how = exitCode === undefined ? (signal ?? originalMessage ?? "it did not start") : `exit code ${exitCode}`;
    owner.onGone({ how: `it ended with ${how}` });
  });
  // A message to a process that is just ending has nobody to read it.
  const send = (message: object) => child.send(message, () => {});
  send(job);
  return {
    post: send,
    kill() {
      if (pid !== undefined) endGroup(pid);
    },
    async release() {
      if (pid !== undefined) endGroup(pid);
      await ended;
    },
  };
}
