/** What a {@link FlytepathError} is made from, beyond its message. */
export interface ErrorFacts {
  /** Stable UPPER_SNAKE name of the mistake; see the catalogue. */
  readonly code: string;
  /** One imperative sentence: what the reader does to mend it. */
  readonly hint?: string | undefined;
  /** Where it happened, in the author's own names: `ExampleFlyte.report.inputs.accuracy`. */
  readonly path?: string | undefined;
  /** Where in the author's source it happened. */
  readonly at?: SourceLocation | undefined;
  /** What led to it. */
  readonly cause?: unknown;
}

/** A position in a source file; `line` and `column` count from 1. */
export interface SourceLocation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

const brand = Symbol.for("flytepath.error");

/**
 * Root of every error that flytepath raises. The message starts with the code in brackets, since many tools show only
 * the message; `plainMessage` is without it.
 */
export class FlytepathError extends Error {
  readonly code: string;
  readonly plainMessage: string;
  readonly hint?: string;
  readonly path?: string;
  readonly at?: SourceLocation;

  constructor(message: string, facts: ErrorFacts) {
    super(`[${facts.code}] ${message}`, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = new.target.name;
    this.code = facts.code;
    this.plainMessage = message;
    if (facts.hint !== undefined) this.hint = facts.hint;
    if (facts.path !== undefined) this.path = facts.path;
    if (facts.at !== undefined) this.at = facts.at;
    Object.defineProperty(this, brand, { value: true });
  }

  /** Whether a caught value is one of ours, also when two copies of the package are installed. */
  static is(error: unknown): error is FlytepathError {
    return typeof error === "object" && error !== null && brand in error;
  }
}

/** The author edits code: a class, a pipeline or a setting is not as it must be. */
export class DefinitionError extends FlytepathError {
  /** Every problem found, when a whole pipeline was looked at; else empty. */
  readonly problems: readonly FlytepathError[];

  constructor(message: string, facts: ErrorFacts & { readonly problems?: readonly FlytepathError[] | undefined }) {
    super(message, facts);
    this.problems = facts.problems ?? [];
  }
}

/** One value that was not accepted; `path` names it from the outermost field inwards. */
export interface Issue {
  readonly path: string;
  readonly message: string;
}

/** The caller sends other values: an input or an output is missing, unknown, of another type, or breaks a rule. */
export class ValidationError extends FlytepathError {
  /** One entry for each value that was not accepted. */
  readonly issues: readonly Issue[];

  constructor(message: string, facts: ErrorFacts & { readonly issues?: readonly Issue[] | undefined }) {
    super(message, facts);
    this.issues = facts.issues ?? [];
  }
}

/** Whose fault a task's failure is; decides which retry budget it uses. */
export type ErrorOrigin = "user" | "system";

/** What is known of a failed task beyond its message. */
export interface TaskFacts extends ErrorFacts {
  readonly retryable?: boolean | undefined;
  readonly origin?: ErrorOrigin | undefined;
  /** Whether Flyte does not say whose fault it was, as with the errors of mapped steps; it is told on so. */
  readonly isOfNobody?: boolean | undefined;
  /** Counted from 0. */
  readonly attempt?: number | undefined;
  /** The node as its engine names it, here or on a remote Flyte. */
  readonly node?: string | undefined;
  /** A page that shows the failed execution, when there is one. */
  readonly link?: string | undefined;
  /** When it failed, as its own process says; RFC 3339. */
  readonly failedAt?: string | undefined;
}

/**
 * A task body failed, here or on Flyte. Users throw it themselves to say whether a retry can help:
 * `retryable` (default true) and `origin` (default `user`) are those of Flyte's ContainerError.
 */
export class TaskError extends FlytepathError {
  readonly retryable: boolean;
  readonly origin: ErrorOrigin;
  readonly isOfNobody?: boolean;
  readonly attempt?: number;
  readonly node?: string;
  readonly link?: string;
  readonly failedAt?: string;

  constructor(message: string, facts: TaskFacts) {
    super(message, facts);
    this.retryable = facts.retryable ?? true;
    this.origin = facts.origin ?? "user";
    if (facts.isOfNobody) this.isOfNobody = true;
    if (facts.attempt !== undefined) this.attempt = facts.attempt;
    if (facts.node !== undefined) this.node = facts.node;
    if (facts.link !== undefined) this.link = facts.link;
    if (facts.failedAt !== undefined) this.failedAt = facts.failedAt;
  }
}

/** A backend refused or could not be reached; `grpcCode` is the status name, such as `NOT_FOUND`. */
export class BackendError extends FlytepathError {
  readonly grpcCode?: string;

  constructor(message: string, facts: ErrorFacts & { readonly grpcCode?: string | undefined }) {
    super(message, facts);
    if (facts.grpcCode !== undefined) this.grpcCode = facts.grpcCode;
  }
}

/** A mistake of flytepath's own; the hint asks for a report. */
export class BugError extends FlytepathError {}
