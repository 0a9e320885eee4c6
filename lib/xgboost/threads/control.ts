import { type Exports, type Memory, SHARED_KERNELS } from "../kernels/instantiate.js";

/**
 * Words that the threads of a crew share. Tasks are numbered for good, by tickets: those up to before `LIMIT` may be
 * done, those up to before `NEXT` are taken. A ticket is taken by raising `NEXT` by one, so that nobody can take one of
 * a turn that is over.
 */
export const WORD = {
  /** Is raised when threads are to look up, and is what they sleep on. */
  call: 0,
  next: 1,
  limit: 2,
  /** Tickets whose tasks are done; the owner sleeps on it. */
  done: 3,
  /** Bytes of what a thread says of its failure; 0 while none has failed, -1 while one writes. */
  failed: 4,
  /** Threads of the crew that take part, the owner counted in. */
  taking: 5,
  /** 1 at the place of every thread that has left. */
  left: 8,
} as const;

/** Tasks that fit into one turn. */
export const TASKS = 1024;

/** Numbers of a task: its memory, how large that is, the kernel, how many arguments, and the arguments. */
export const TASK = 16;
const HEAD = 4;

/** Threads of a crew at most, the owner counted in. */
export const THREADS = 64;

/** First of the words, one a thread, that hold its number in the system while it takes tasks. */
export const BUSY_AT = WORD.left + THREADS;

/** Where the tasks begin, in bytes. */
export const TASKS_AT = 4 * (BUSY_AT + THREADS);

/** Where a thread that has failed says why, in bytes. */
export const REASON_AT = TASKS_AT + 8 * TASK * TASKS;

/** Bytes of a reason at most. */
export const REASON = 512;

/** Bytes of what a crew shares. */
export const CONTROL_BYTES = REASON_AT + REASON;

/** How often a thread that has nothing to do looks up before it sleeps: some tens of microseconds. */
export const LOOKS = 4000;

/** Milliseconds after which an idle thread leaves. */
export const IDLE = 10_000;

/** What a thread is told beside its tasks: a memory that tasks will be of, or one that they will be of no more. */
export type Notice =
  | {
      readonly opens: number;
      readonly module: object;
      readonly memory: Memory;
      /** Where the thread may gather rows. */
      readonly room: number;
    }
  | { readonly closes: number; readonly bytes: number };

/** What a thread gets when it starts. */
export interface Start {
  readonly control: SharedArrayBuffer;
  /** Its place, from 1 on. */
  readonly seat: number;
}

/** A kernel to call, and what with. */
export interface Task {
  readonly kernel: (typeof SHARED_KERNELS)[number];
  readonly args: readonly number[];
}

/** The words, tasks and reason of a crew, as every thread sees them. */
export class Control {
  readonly words: Int32Array;
  readonly tasks: Float64Array;
  readonly #reason: Uint8Array;

  constructor(buffer: SharedArrayBuffer) {
    this.words = new Int32Array(buffer, 0, TASKS_AT / 4);
    this.tasks = new Float64Array(buffer, TASKS_AT, TASK * TASKS);
    this.#reason = new Uint8Array(buffer, REASON_AT, REASON);
  }

  /** Whether there are tasks that nobody has taken. */
  hasTasks(): boolean {
    return ((Atomics.load(this.words, WORD.limit) - Atomics.load(this.words, WORD.next)) | 0) > 0;
  }

  /** Takes a ticket; undefined where none is left. */
  take(): number | undefined {
    for (;;) {
      const ticket = Atomics.load(this.words, WORD.next);
      if (((Atomics.load(this.words, WORD.limit) - ticket) | 0) <= 0) return undefined;
      if (Atomics.compareExchange(this.words, WORD.next, ticket, (ticket + 1) | 0) === ticket) return ticket;
    }
  }

  /** Writes the task of a ticket that nobody may take yet. */
  write(ticket: number, { kernel, args }: Task, memory: { readonly id: number; readonly bytes: number }): void {
    const at = TASK * (ticket & (TASKS - 1));
    this.tasks.set([memory.id, memory.bytes, SHARED_KERNELS.indexOf(kernel), args.length, ...args], at);
  }

  /** Does the task of a ticket with the kernels of its memory. */
  work(ticket: number, kernelsOf: (memory: number, bytes: number) => Exports): void {
    const at = TASK * (ticket & (TASKS - 1));
    const [memory, bytes, name, count] = this.tasks.subarray(at, at + HEAD) as unknown as [
      number,
      number,
      number,
      number,
    ];
    const kernel = kernelsOf(memory, bytes)[SHARED_KERNELS[name]!];
    // The crew wrote as many arguments as the kernel takes.
    (kernel as (...numbers: readonly number[]) => void)(...this.tasks.subarray(at + HEAD, at + HEAD + count));
  }

  /** Counts a ticket as done, and wakes the owner after the last one. */
  finish(): void {
    const done = (Atomics.add(this.words, WORD.done, 1) + 1) | 0;
    if (done === Atomics.load(this.words, WORD.limit)) Atomics.notify(this.words, WORD.done);
  }

  /** Leaves word of a failure. */
  fail(thrown: unknown): void {
    if (Atomics.compareExchange(this.words, WORD.failed, 0, -1) === 0) {
      const text = new TextEncoder().encode(String(thrown)).subarray(0, REASON);
      this.#reason.set(text);
      Atomics.store(this.words, WORD.failed, text.length);
    }
    Atomics.notify(this.words, WORD.done);
  }

  /** Why a thread has failed; undefined while none has. */
  reason(): string | undefined {
    const length = Atomics.load(this.words, WORD.failed);
    return length <= 0 ? undefined : new TextDecoder().decode(this.#reason.slice(0, length));
  }
}
