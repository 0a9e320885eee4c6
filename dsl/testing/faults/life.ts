import type { StartedWorker } from "../../worker/index.js";
import type { FaultKind } from "./fault.js";
import type { FaultPlan } from "./fault-plan.js";

/** One go of the owner of runs, from its start to its end or to the fault that ends it. */
export class Life {
  readonly plan: FaultPlan;
  readonly #gone = new AbortController();
  readonly #workers = new Set<StartedWorker>();
  readonly #closers: (() => PromiseLike<void>)[] = [];
  #isFull = false;

  constructor(plan: FaultPlan) {
    this.plan = plan;
  }

  /** Fires at its sudden end. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  /** Whether a fault has ended it. */
  get isOver(): boolean {
    return this.gone.aborted || this.#isFull;
  }

  /**
   * Passes a point. Gives the fault that whoever stands there has to make; a crash is made here, and never settles.
   */
  pass(point: string, possible: readonly FaultKind[]): FaultKind | undefined | Promise<never> {
    if (this.gone.aborted) return never;
    const kind = this.plan.at(point, possible);
    if (kind !== "crash") return kind;
    this.crash(point);
    return never;
  }

  /** The same for what cannot wait: a crash is thrown. */
  passNow(point: string, possible: readonly FaultKind[]): FaultKind | undefined {
    this.assertAlive();
    const kind = this.plan.at(point, possible);
    if (kind === "disk full") this.#isFull = true;
    if (kind !== "crash") return kind;
    this.crash(point);
    throw this.gone.reason;
  }

  assertAlive(): void {
    if (this.gone.aborted) throw this.gone.reason;
  }

  /** Hands on how work ends, unless nobody is left to hear of it. */
  guard<Result>(work: PromiseLike<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const alone = () => this.gone.aborted;
      work.then(
        (result) => alone() || resolve(result),
        (error) => alone() || reject(error),
      );
    });
  }

  crash(point: string): void {
    this.#gone.abort(new Error(`the owner of the run is gone, by a fault ${point}`));
    for (const worker of this.#workers) worker.kill();
  }

  addWorker(worker: StartedWorker): void {
    this.#workers.add(worker);
    if (this.gone.aborted || this.plan.at(`worker of ${worker.attempt.nodeId}`, ["killed worker"])) worker.kill();
  }

  onGone(close: () => PromiseLike<void>): void {
    this.#closers.push(close);
  }

  /** Frees what the end of a process would. */
  async bury(): Promise<void> {
    if (this.gone.aborted) await Promise.allSettled(this.#closers.map((close) => close()));
  }
}

/** What nobody hears of any more. */
export const never: Promise<never> = new Promise(() => {});
