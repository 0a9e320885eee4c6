import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { type Exports, instantiate, type Memory } from "../kernels/instantiate.js";
import { BUSY_AT, Control, IDLE, LOOKS, type Notice, type Start, WORD } from "./control.js";
import { ownThread } from "./thread-life.js";

// The first and only module of a thread: it does tasks until there have been none for a while. It never gives way to a
// loop of events, so notices are fetched.

// The crew gives both.
const { control: buffer, seat } = workerData as Start;
const port = parentPort!;
const control = new Control(buffer);
const { words } = control;
const thread = ownThread();
const memories = new Map<number, { readonly kernels: Exports; readonly memory: Memory; known: number }>();

/** Bytes of memories that were let go of, after which only the end of the thread surely gives them back. */
const MOST = 2 ** 28;
let released = 0;
let working = false;

process.on("exit", () => {
  Atomics.store(words, WORD.left + seat, 1);
  if (!working) return;
  control.fail("the thread was ended within a task");
  control.finish();
});
while (released < MOST && wait()) {
  fetchNotices();
  Atomics.store(words, BUSY_AT + seat, thread);
  while (isAsked()) {
    const ticket = control.take();
    if (ticket === undefined) break;
    working = true;
    try {
      control.work(ticket, kernelsOf);
    } catch (thrown) {
      control.fail(thrown);
    }
    working = false;
    control.finish();
  }
  Atomics.store(words, BUSY_AT + seat, 0);
}

// False when there was nothing to do for long.
function wait(): boolean {
  const seen = Atomics.load(words, WORD.call);
  fetchNotices();
  for (let look = 0; look < LOOKS; look++) if (isAsked()) return true;
  return Atomics.wait(words, WORD.call, seen, IDLE) !== "timed-out";
}

function isAsked(): boolean {
  return control.hasTasks() && seat < Atomics.load(words, WORD.taking);
}

function fetchNotices(): void {
  for (let received = receiveMessageOnPort(port); received !== undefined; received = receiveMessageOnPort(port)) {
    const notice = received.message as Notice;
    if ("opens" in notice) {
      const kernels = instantiate(notice.module, notice.memory);
      kernels.useRoom(notice.room);
      memories.set(notice.opens, { kernels, memory: notice.memory, known: 0 });
    } else if (memories.delete(notice.closes)) released += notice.bytes;
  }
}

function kernelsOf(id: number, bytes: number): Exports {
  if (!memories.has(id)) fetchNotices();
  const of = memories.get(id)!;
  // V8 tells other threads of a memory that it has grown, but misses one that is just taking it over; growing by nothing
  // makes it look.
  if (of.known < bytes) of.memory.grow(0);
  of.known = bytes;
  return of.kernels;
}
