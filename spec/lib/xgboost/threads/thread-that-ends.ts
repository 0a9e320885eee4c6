import { workerData } from "node:worker_threads";
import { BUSY_AT, Control, type Start } from "../../../../lib/xgboost/threads/control.js";
import { ownThread } from "../../../../lib/xgboost/threads/thread-life.js";

// A thread of a crew that takes a task and is gone without a word.

const { control: buffer, seat } = workerData as Start;
const control = new Control(buffer);
Atomics.store(control.words, BUSY_AT + seat, ownThread());
while (control.take() === undefined);
process.exit();
