import { Worker } from "node:worker_threads";
import { builtFile, failure } from "../../errors/index.js";
import type { Arena } from "../kernels/arena.js";
import type { Exports } from "../kernels/instantiate.js";
import { BUSY_AT, CONTROL_BYTES, Control, LOOKS, type Notice, TASKS, type Task, WORD } from "./control.js";
import { hasEnded } from "./thread-life.js";

/** A memory whose tasks a crew does. */
export interface Session {
  /** Does all tasks, in any order and at the same time; throws `XGB_THREAD_FAILED`. */
  run(tasks: readonly Task[]): void;
  /** The crew lets go of the memory. */
  close(): void;
}

/** Milliseconds that no task takes: a thread that is away for so long is gone. */
const AWAY = 60_000;

/** Milliseconds after which a thread that is waited for is looked after. */
const LATE = 250;

let crew: Crew | undefined;
let sessions = 0;

/**
 * Opens a session of so many threads, this one counted in. `roomOf` says where a thread may gather rows. Threads start
 * when they are first needed, serve all sessions of this thread, and do not keep the process alive.
 */
export function openSession(arena: Arena, threads: number, roomOf: (seat: number) => number): Session {
  crew ??= new Crew();
  const own = crew;
  sessions += 1;
  const id = sessions;
  own.open({ id, arena, threads, roomOf });
  return {
    run(tasks) {
      for (let from = 0; from < tasks.length; from += TASKS) own.run(id, tasks.slice(from, from + TASKS));
    },
    close: () => own.close(id),
  };
}

interface Opened {
  readonly id: number;
  readonly arena: Arena;
  readonly threads: number;
  readonly roomOf: (seat: number) => number;
}

/** The threads that help this one; they run `main`. Tasks that nobody else takes are done here, so that none is waited for to start. */
export class Crew {
  readonly #main: URL | string;
  readonly #buffer = new SharedArrayBuffer(CONTROL_BYTES);
  readonly #control = new Control(this.#buffer);
  readonly #helpers = new Map<number, Worker>();
  readonly #opened = new Map<number, Opened>();

  constructor(main: URL | string = builtFile("lib/xgboost/threads/thread-main.js")) {
    this.#main = main;
  }

  open(session: Opened): void {
    this.#opened.set(session.id, session);
    for (const seat of this.#helpers.keys()) this.#tell(seat, session);
    this.#fill(session.threads);
  }

  close(id: number): void {
    const session = this.#opened.get(id);
    this.#opened.delete(id);
    const notice: Notice = { closes: id, bytes: session?.arena.buffer.byteLength ?? 0 };
    for (const helper of this.#helpers.values()) helper.postMessage(notice);
    this.#call();
  }

  run(id: number, tasks: readonly Task[]): void {
    const { words } = this.#control;
    const { arena, threads } = this.#opened.get(id)!;
    this.#fill(threads);
    const start = Atomics.load(words, WORD.limit);
    const memory = { id, bytes: arena.buffer.byteLength };
    for (const [k, task] of tasks.entries()) this.#control.write((start + k) | 0, task, memory);
    Atomics.store(words, WORD.taking, threads);
    Atomics.store(words, WORD.limit, (start + tasks.length) | 0);
    this.#call();
    const kernelsOf = (): Exports => arena.exports;
    for (let ticket = this.#control.take(); ticket !== undefined; ticket = this.#control.take()) {
      try {
        this.#control.work(ticket, kernelsOf);
      } catch (thrown) {
        this.#control.fail(thrown);
      }
      this.#control.finish();
    }
    this.#waitForOthers();
    const reason = this.#control.reason();
    if (reason !== undefined) this.#disband(reason);
  }

  #call(): void {
    Atomics.add(this.#control.words, WORD.call, 1);
    Atomics.notify(this.#control.words, WORD.call);
  }

  #waitForOthers(): void {
    const { words } = this.#control;
    const limit = Atomics.load(words, WORD.limit);
    for (let look = 0; look < LOOKS; look++) if (Atomics.load(words, WORD.done) === limit) return;
    let waited = 0;
    for (let done = Atomics.load(words, WORD.done); done !== limit; done = Atomics.load(words, WORD.done)) {
      const isLate = Atomics.wait(words, WORD.done, done, LATE) === "timed-out";
      waited = isLate && Atomics.load(words, WORD.done) === done ? waited + LATE : 0;
      if (waited === 0 || (waited < AWAY && !this.#hasLost())) continue;
      this.#control.fail(
        waited < AWAY ? "it was ended from outside" : `nothing was heard of it for ${AWAY / 1000} seconds`,
      );
      return;
    }
  }

  // Whether a thread is gone that was taking tasks; asked after a wait, so that one that has just finished is not meant.
  #hasLost(): boolean {
    return [...this.#helpers.keys()].some((seat) => hasEnded(Atomics.load(this.#control.words, BUSY_AT + seat)));
  }

  /** Starts the threads that there are not, or no more. */
  #fill(threads: number): void {
    for (let seat = 1; seat < threads; seat++) {
      if (this.#helpers.has(seat) && Atomics.load(this.#control.words, WORD.left + seat) === 0) continue;
      Atomics.store(this.#control.words, WORD.left + seat, 0);
      this.#helpers.set(seat, this.#start(seat));
      for (const session of this.#opened.values()) this.#tell(seat, session);
    }
  }

  #start(seat: number): Worker {
    const helper = new Worker(this.#main, {
      workerData: { control: this.#buffer, seat },
      // None of what this process was told to load first.
      execArgv: [],
      trackUnmanagedFds: false,
    });
    // Its tasks are done here then.
    helper.on("error", (thrown) => process.emitWarning(`a thread did not start: ${String(thrown)}`, "XGBoostWarning"));
    helper.unref();
    return helper;
  }

  #tell(seat: number, { id, arena, threads, roomOf }: Opened): void {
    if (seat >= threads) return;
    const { module, memory } = arena;
    this.#helpers.get(seat)!.postMessage({ opens: id, module, memory, room: roomOf(seat) } satisfies Notice);
  }

  // The next session gets a new crew.
  #disband(reason: string): never {
    if (crew === this) crew = undefined;
    for (const helper of this.#helpers.values()) void helper.terminate();
    throw failure("XGB_THREAD_FAILED", { reason });
  }
}
