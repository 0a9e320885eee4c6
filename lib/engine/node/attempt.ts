import type { Node } from "../../dag/index.js";
import type { Cancellation } from "../run/cancellation.js";
import type { Attempt, Outside, TaskProgress } from "../runner.js";

/** What an attempt is made from. */
export interface AttemptFacts extends Omit<Attempt, "signal" | "report" | "element" | "outside"> {
  readonly element: Attempt["element"];
  readonly outside: Outside | undefined;
  /** Whether it has ended. */
  over: boolean;
  onProgress(progress: TaskProgress): void | Promise<void>;
}

/**
 * Makes the attempt that a runner sees. Its signal exists only once somebody looks at it, and what it reports after its end
 * goes nowhere.
 */
export function toAttempt(facts: AttemptFacts, cancellation: Cancellation): Attempt {
  return new LazyAttempt(facts, cancellation);
}

class LazyAttempt implements Attempt {
  readonly run: string;
  readonly node: Node;
  readonly nodeId: string;
  readonly path: readonly string[];
  readonly attempt: number;
  readonly last: boolean;
  readonly element?: NonNullable<Attempt["element"]>;
  readonly outside?: Outside;
  /** An arrow, so that it can be handed on by itself. */
  readonly report: (progress: TaskProgress) => void | Promise<void>;
  readonly #cancellation: Cancellation;

  constructor(facts: AttemptFacts, cancellation: Cancellation) {
    this.run = facts.run;
    this.node = facts.node;
    this.nodeId = facts.nodeId;
    this.path = facts.path;
    this.attempt = facts.attempt;
    this.last = facts.last;
    if (facts.element !== undefined) this.element = facts.element;
    if (facts.outside !== undefined) this.outside = facts.outside;
    this.#cancellation = cancellation;
    this.report = (progress) => (facts.over || cancellation.cancelled ? undefined : facts.onProgress(progress));
  }

  get signal(): AbortSignal {
    return this.#cancellation.signal;
  }
}
