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
      node.b = 1;
      node.k = events[at + 1]!.k;
      packed.push(node);
      at += 4;
    } else if (isDone(events, at)) {
      const { a, p: _, ...task } = event;
      task.f = a;
      packed.push(task);
      at += 2;
    } else {
      packed.push(event);
      at += 1;
    }
  }
  return packed;
}

function isStart(events: readonly Encoded[], at: number): boolean {
  const node = events[at]!;
  if (node.p !== queued || node.a !== undefined || node.n === undefined || at + 3 >= events.length) return false;
  return (
    isBare(events[at + 1]!, { node: node.n, attempt: 0, phase: queued, keys: 5 }) &&
    isBare(events[at + 2]!, { node: node.n, attempt: undefined, phase: running, keys: 3 }) &&
    isBare(events[at + 3]!, { node: node.n, attempt: 0, phase: running, keys: 4 })
  );
}

// `n`, `a`, `p`, `k` and `t` of the attempt, and its outputs where there are any; `n`, `p`, `o` and `t` of the node.
function isDone(events: readonly Encoded[], at: number): boolean {
  const task = events[at]!;
  if (task.p !== succeeded || task.a === undefined || at + 1 >= events.length) return false;
  const node = events[at + 1]!;
  return (
    keysOf(task) === (task.o === undefined ? 5 : 6) &&
    task.k !== undefined &&
    node.o === 1 &&
    isBare(node, { node: task.n, attempt: undefined, phase: succeeded, keys: 4 })
  );
}

interface Bare {
  readonly node: unknown;
  readonly attempt: number | undefined;
  readonly phase: number;
  /** How many keys it has when it says nothing else. */
  readonly keys: number;
}

// Whether an event says this, at the same moment as the one before, and nothing else.
function isBare(event: Encoded, { node, attempt, phase, keys }: Bare): boolean {
  return event.n === node && event.a === attempt && event.p === phase && event.t === 0 && keysOf(event) === keys;
}

function keysOf(event: Encoded): number {
  let count = 0;
  for (const _ in event) count += 1;
  return count;
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
