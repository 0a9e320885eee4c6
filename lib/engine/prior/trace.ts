import type { NodeEvent, TaskEvent } from "../event.js";
import type { NodePhase } from "../phase.js";
import type { NodeEnd } from "../run/context.js";
import type { Outside } from "../runner.js";
import { named } from "./named.js";
import type { PriorNode, PriorWork } from "./prior.js";

/** The attempts of one piece of work, as its events told them. */
export class WorkTrace {
  attempt = 0;
  phase: "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED" | "ABORTED" = "QUEUED";
  readonly #spent = { user: 0, system: 0 };
  #next: number | undefined;
  #startedAt = 0;
  #retryAt: number | undefined;
  #outside: Outside | undefined;
  #done: PriorWork["done"];
  #failed: PriorWork["failed"];

  add(event: TaskEvent): void {
    const { phase, attempt, at, progress } = event;
    this.attempt = attempt;
    this.#next = undefined;
    switch (phase) {
      case "QUEUED":
        this.phase = "QUEUED";
        this.#startedAt = at;
        this.#retryAt = undefined;
        break;
      case "SUCCEEDED":
        this.phase = "SUCCEEDED";
        this.#done = { outcome: outcomeOf(event), attempt };
        break;
      case "FAILED":
      case "RETRYABLE_FAILED":
      case "ABORTED":
        this.phase = phase === "ABORTED" ? "ABORTED" : "FAILED";
        this.#fail(event);
        break;
      default:
        if (this.phase === "QUEUED" && progress === undefined) this.#startedAt = at;
        this.phase = "RUNNING";
        this.#name(progress);
    }
  }

  #name({ claims, externalId = claims }: NonNullable<TaskEvent["progress"]> = {}): void {
    if (externalId !== undefined) this.launched(externalId, this.#startedAt);
  }

  /** Something outside was named. */
  launched(id: string, since: number): void {
    if (this.#outside?.id !== id || this.#outside.error !== undefined) this.#outside = named(this.#outside, id, since);
  }

  /** An attempt of a launch-plan node failed, and another one follows. */
  retried({ attempt = 0, error, retryIn = 0, at }: NodeEvent): void {
    this.#spent[error?.kind === "SYSTEM" ? "system" : "user"] += 1;
    this.#next = attempt + 1;
    this.#retryAt = at + retryIn;
    if (this.#outside !== undefined && error !== undefined) this.#outside = { ...this.#outside, error };
  }

  /** What it has outside that nobody has seen the end of. */
  get open(): Outside | undefined {
    return this.#outside?.error === undefined && this.#done === undefined ? this.#outside : undefined;
  }

  get prior(): PriorWork {
    return {
      attempt: this.#next ?? (this.phase === "QUEUED" ? this.attempt : this.attempt + 1),
      spent: this.#spent,
      ...(this.phase === "RUNNING" ? { lost: this.attempt } : undefined),
      ...(this.#retryAt === undefined ? undefined : { retryAt: this.#retryAt }),
      ...(this.#outside === undefined ? undefined : { outside: this.#outside }),
      ...(this.#done === undefined ? undefined : { done: this.#done }),
      ...(this.#failed === undefined ? undefined : { failed: this.#failed }),
    };
  }

  #fail({ phase, error, final, retryIn, lost, at }: TaskEvent): void {
    if (lost) return;
    this.#failed = final;
    if (retryIn !== undefined) {
      this.#spent[error?.kind === "SYSTEM" ? "system" : "user"] += 1;
      this.#retryAt = at + retryIn;
    }
    if (this.#outside === undefined) return;
    const ended = error ?? { code: phase, message: "the attempt was stopped", kind: "UNKNOWN" as const };
    this.#outside = { ...this.#outside, error: ended };
  }
}

function outcomeOf({ outputs = {}, skipped, deckUri, dynamic }: TaskEvent): NonNullable<PriorWork["done"]>["outcome"] {
  return {
    outputs,
    ...(skipped ? { skipped } : undefined),
    ...(deckUri === undefined ? undefined : { deckUri }),
    ...(dynamic === undefined ? undefined : { dynamic }),
  };
}

/** What became of one node, as its events told it. */
export class NodeTrace {
  end: NodeEnd | undefined;
  inputs: NodeEvent["inputs"];
  specNode = "";
  /** Unique id of the node that holds it. */
  parent: string | undefined;
  #endedAt: number | undefined;
  #queuedAt: number | undefined;
  #runningAt: number | undefined;
  #launched: string | undefined;
  // Of a node that has ended, nothing but its end is asked for.
  #phases: Set<NodePhase> | undefined;
  #attempts = 0;
  // Most nodes have one piece of work, which is the whole node's.
  #works: Map<number | undefined, WorkTrace> | undefined;

  add(event: NodeEvent): void {
    const { phase, at, launched, retryIn, seq } = event;
    if (phase === "QUEUED" && this.end !== undefined) this.#reopen();
    this.specNode = event.specNode;
    this.parent = event.parent;
    if (event.inputs !== undefined) this.inputs = event.inputs;
    if (phase === "QUEUED") this.#queuedAt ??= at;
    if (phase === "RUNNING") this.#runningAt ??= at;
    if (launched !== undefined && retryIn === undefined) this.#launched = launched;
    const named = launched ?? event.claims;
    if (named !== undefined && retryIn === undefined) this.of(undefined).launched(named, at);
    if (retryIn !== undefined) this.of(undefined).retried(event);
    const end = endOf(event);
    if (end === undefined) {
      this.#phases ??= new Set();
      this.#phases.add(phase);
      return;
    }
    this.#attempts = this.next;
    this.end = end;
    this.#endedAt = seq;
    this.#works = undefined;
    this.#phases = undefined;
  }

  /** Number of an attempt that no attempt of the node has had. */
  get next(): number {
    let next = this.#attempts;
    for (const { prior } of this.works) next = Math.max(next, prior.attempt);
    return next;
  }

  // It runs once more, under other code.
  #reopen(): void {
    this.end = undefined;
    this.#endedAt = undefined;
    this.#queuedAt = undefined;
    this.#runningAt = undefined;
    this.#launched = undefined;
  }

  /** The attempts of the node, or of one of its elements. */
  of(element: number | undefined): WorkTrace {
    this.#works ??= new Map();
    const known = this.#works.get(element) ?? new WorkTrace();
    this.#works.set(element, known);
    return known;
  }

  get works(): Iterable<WorkTrace> {
    return this.#works?.values() ?? [];
  }

  work(element: number | undefined): WorkTrace | undefined {
    return this.#works?.get(element);
  }

  told({ phase, launched, retryIn, claims }: Pick<NodeEvent, "phase" | "launched" | "retryIn" | "claims">): boolean {
    if (this.end !== undefined) return this.end.phase === phase;
    if (retryIn !== undefined || claims !== undefined || (launched !== undefined && launched !== this.#launched))
      return false;
    return this.#phases?.has(phase) === true;
  }

  get prior(): PriorNode {
    return {
      ...(this.end === undefined ? undefined : { end: this.end }),
      ...(this.#endedAt === undefined ? undefined : { endedAt: this.#endedAt }),
      ...(this.#queuedAt === undefined ? undefined : { queuedAt: this.#queuedAt }),
      ...(this.#runningAt === undefined ? undefined : { runningAt: this.#runningAt }),
    };
  }
}

function endOf({ phase, outputs = {}, error }: NodeEvent): NodeEnd | undefined {
  switch (phase) {
    case "SUCCEEDED":
    case "RECOVERED":
      return { phase: "SUCCEEDED", outputs };
    case "FAILED":
      return { phase: "FAILED", error: error ?? { code: phase, message: "the node failed", kind: "UNKNOWN" } };
    case "TIMED_OUT":
      return { phase: "FAILED", error: { code: "Timeout", message: "Timeout in node", kind: "USER" } };
    case "SKIPPED":
    case "ABORTED":
      return { phase };
    default:
      return undefined;
  }
}
