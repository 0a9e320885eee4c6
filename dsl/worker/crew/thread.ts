import { availableParallelism } from "node:os";
import { Worker as Thread } from "node:worker_threads";
import { builtFile } from "../../../lib/errors/index.js";
import type { SentJob } from "../job.js";
import type { FromWorker } from "./message.js";
import type { Owner, Worker } from "./worker.js";

/** Starts a job in a thread of this process, one that waits for work if there is one: no loop of events is blocked here. */
export function startThread(job: SentJob, owner: Owner): Worker {
  const seat = idle.pop() ?? openSeat();
  return seat.take(job, owner);
}

// A thread takes a third of a second to start, most of it for the packages that a task's file imports.
const idle: Seat[] = [];
const mostIdle = availableParallelism();

interface Seat {
  take(job: SentJob, owner: Owner): Worker;
}

function openSeat(): Seat {
  const thread = new Thread(builtFile("dsl/worker/crew/thread-main.js"));
  let owner: Owner | undefined;
  let clean = false;
  // One that is killed may say that it is done before it is gone.
  let isLost = false;
  thread.on("message", (message: FromWorker) => {
    if (message.kind === "done" || message.kind === "failed") clean = message.clean;
    if (message.kind === "line") owner?.onLine(message.line, message.stream);
    else owner?.onMessage(message);
  });
  thread.on("error", (thrown: NodeJS.ErrnoException) => {
    const outOfMemory = thrown.code === "ERR_WORKER_OUT_OF_MEMORY";
    owner?.onGone(outOfMemory ? { how: "it ran out of memory" } : { thrown });
  });
  thread.on("exit", (code) => {
    isLost = true;
    forget(seat);
    owner?.onGone({ how: `it ended with exit code ${code}` });
  });
  const release = async (): Promise<void> => {
    owner = undefined;
    if (!clean || isLost || idle.length >= mostIdle) {
      await thread.terminate();
      return;
    }
    // It must not keep this process alive.
    thread.unref();
    idle.push(seat);
  };
  const seat: Seat = {
    take(job, newOwner) {
      owner = newOwner;
      clean = false;
      thread.ref();
      thread.postMessage({ kind: "job", job });
      const kill = () => {
        // It was let go, and may be at work for somebody else.
        if (owner !== newOwner) return;
        isLost = true;
        void thread.terminate();
      };
      return { post: (message) => thread.postMessage(message), release, kill };
    },
  };
  return seat;
}

function forget(seat: Seat): void {
  const at = idle.indexOf(seat);
  if (at >= 0) idle.splice(at, 1);
}
