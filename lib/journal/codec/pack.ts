import type { Encoded } from "./encode.js";
import { encodePhase } from "./phases.js";

const [queued, running, succeeded] = [encodePhase("QUEUED"), encodePhase("RUNNING"), encodePhase("SUCCEEDED")];

/**
 * Joins what nearly every step tells in one breath: that the node and its first attempt are queued and run (`b`), and that
 * attempt and node have succeeded (`f`, the attempt).
 */
export function pack(events: readonly Encoded[]): readonly Encoded[] {
  const packed: Encoded[] = [];
  for (let at = 0; at < events.length; ) {
    const event = events[at]!;
    if (isStart(events, at)) {
      const { p: _, ...node } = event;
      packed.push({ ...node, b: 1, k: events[at + 1]!.k });
      at += 4;
    } else if (isDone(events, at)) {
      const { a, p: _, ...task } = event;
      packed.push({ ...task, f: a });
      at += 2;
    } else {
      packed.push(event);
      at += 1;
    }
  }
  return packed;
}

function isStart(events: readonly Encoded[], at: number): boolean {
  const [node, task, nodeRuns, taskRuns] = events.slice(at, at + 4);
  if (node === undefined || node.a !== undefined || node.p !== queued || taskRuns === undefined) return false;
  return (
    isBare(task!, { n: node.n, a: 0, p: queued, k: task!.k }) &&
    isBare(nodeRuns!, { n: node.n, p: running }) &&
    isBare(taskRuns, { n: node.n, a: 0, p: running })
  );
}

function isDone(events: readonly Encoded[], at: number): boolean {
  const [task, node] = events.slice(at, at + 2);
  if (node === undefined || task!.a === undefined || task!.p !== succeeded || task!.e !== undefined) return false;
  const { o, t, ...rest } = task!;
  return (
    isBare({ ...rest, t: 0 }, { n: task!.n, a: task!.a, p: succeeded, k: task!.k }) &&
    isBare(node, { n: task!.n, p: succeeded, o: 1 })
  );
}

// Whether an event says this, at the same moment as the one before, and nothing else.
function isBare(event: Encoded, wanted: Encoded): boolean {
  let count = 0;
  for (const key in event) {
    if (event[key] === undefined) continue;
    if (key === "t" ? event.t !== 0 : event[key] !== wanted[key]) return false;
    count += 1;
  }
  for (const key in wanted) if (wanted[key] !== undefined) count -= 1;
  return count === 1;
}

/** What was joined, one by one again. */
export function unpack<R extends { readonly b?: 1; readonly f?: number }>(raw: R): readonly R[] {
  const { b, f, ...rest } = raw;
  // The parts say what the whole said, in the same words.
  const of = (part: object) => part as R;
  const { n, k, o, t } = rest as { n?: string; k?: string; o?: unknown; t?: number };
  if (b !== undefined) {
    return [
      of({ ...rest, k: undefined, p: queued }),
      of({ n, a: 0, p: queued, k, t: 0 }),
      of({ n, p: running, t: 0 }),
      of({ n, a: 0, p: running, t: 0 }),
    ];
  }
  if (f !== undefined) return [of({ n, a: f, p: succeeded, k, o, t }), of({ n, p: succeeded, o: 1, t: 0 })];
  return [raw];
}
