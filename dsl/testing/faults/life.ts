import type { StartedWorker } from "../../worker/index.js";
import type { FaultKind } from "./fault.js";
import type { FaultPlan } from "./fault-plan.js";

/** One go of the owner of runs, from its start to its end or to the fault that ends it. */
export class Life {
  readonly plan: FaultPlan;
  readonly #gone = new AbortController();
  readonly #over = new AbortController();
  readonly #workers = new Set<StartedWorker>();
  readonly #closers: (() => PromiseLike<void>)[] = [];
  #working = 0;

  constructor(plan: FaultPlan) {
    this.plan = plan;
  }

  /** Fires at its sudden end. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  /** Fires when a fault has ended it, suddenly or not. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** Passes a point. Gives the fault that whoever stands there has to make; a crash is made here, and thrown. */
  pass(point: string, possible: readonly FaultKind[]): FaultKind | undefined {
    this.assertAlive();
    const kind = this.plan.at(point, possible);
    if (kind === "disk full") this.#over.abort(new Error(`a fault ${point} fills the disk`));
    if (kind !== "crash") return kind;
    this.crash(point);
    throw this.gone.reason;
  }

  assertAlive(): void {
    if (this.gone.aborted) throw this.gone.reason;
  }

  /** Waits for work as long as the owner lives. */
  async guard<Result>(work: () => PromiseLike<Result>): Promise<Result> {
    this.assertAlive();
    let leave = () => {};
    const end = new Promise<never>((_, reject) => {
      const onGone = () => reject(this.gone.reason);
      this.gone.addEventListener("abort", onGone);
      leave = () => this.gone.removeEventListener("abort", onGone);
    });
    try {
      return await Promise.race([work(), end]);
    } finally {
      leave();
    }
  }

  crash(point: string): void {
    this.#gone.abort(new Error(`the owner of the run is gone, by a fault ${point}`));
    this.#over.abort(this.gone.reason);
    for (const worker of this.#workers) worker.kill();
  }

  addWorker(worker: StartedWorker): void {
    this.#workers.add(worker);
    const kind = worker.isolation === "thread" ? "killed worker" : "killed child";
    if (this.gone.aborted || this.plan.at(`worker of ${worker.attempt.nodeId}`, [kind])) worker.kill();
  }

  /** Runs the work of a step, in which files may be out of reach; elsewhere nobody would try again. */
  async working<Result>(work: () => PromiseLike<Result>): Promise<Result> {
    this.#working += 1;
    try {
      return await this.guard(work);
    } finally {
      this.#working -= 1;
    }
  }

  get isWorking(): boolean {
    return this.#working > 0;
  }

  onGone(close: () => PromiseLike<void>): void {
    this.#closers.push(close);
  }

  /** Frees what the end of a process would. */
  async bury(): Promise<void> {
    if (this.gone.aborted) await Promise.allSettled(this.#closers.map((close) => close()));
  }
}
