import {
  BackendError,
  BugError,
  DefinitionError,
  type ErrorFacts,
  FlytepathError,
  type Issue,
  TaskError,
  ValidationError,
} from "./error.js";

/** Something thrown, as plain data that crosses to another thread or process, or into a journal. */
export interface PackedThrown {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: PackedThrown;
  /** Present for errors of flytepath's own. */
  readonly leaf?: keyof typeof leaves;
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly problems?: readonly PackedThrown[];
  /** Present for what was no error. */
  readonly value?: string;
}

const leaves = { DefinitionError, ValidationError, TaskError, BackendError, BugError };
const kept = [
  "code",
  "hint",
  "path",
  "at",
  "retryable",
  "origin",
  "attempt",
  "node",
  "link",
  "failedAt",
  "grpcCode",
  "issues",
];
const deepest = 8;
const strange: ReadonlySet<string> = new Set(["function", "symbol", "bigint"]);

/** Packs what was thrown, with its causes. */
export function packThrown(thrown: unknown, depth = 0): PackedThrown {
  if (!isErrorLike(thrown)) return { name: "Error", message: String(thrown), value: String(thrown) };
  const { name, message, stack, cause } = thrown;
  const packed: PackedThrown = {
    name: String(name),
    message: FlytepathError.is(thrown) ? thrown.plainMessage : String(message),
    ...(typeof stack === "string" ? { stack } : {}),
    ...(cause === undefined || depth >= deepest ? {} : { cause: packThrown(cause, depth + 1) }),
  };
  if (!FlytepathError.is(thrown)) return { ...packed, facts: pick(thrown, ["code"]) };
  const problems = depth < deepest && "problems" in thrown && Array.isArray(thrown.problems) ? thrown.problems : [];
  return {
    ...packed,
    leaf: leafOf(thrown),
    facts: pick(thrown, kept),
    problems: problems.map((problem: unknown) => packThrown(problem, depth + 1)),
  };
}

/** The error again, with the stack that it had where it was thrown. */
export function unpackThrown(packed: PackedThrown): unknown {
  if (packed.value !== undefined) return packed.value;
  const error = packed.leaf === undefined ? foreign(packed) : ours(packed.leaf, packed);
  if (packed.stack !== undefined)
    Object.defineProperty(error, "stack", { value: packed.stack, configurable: true, writable: true });
  return error;
}

function foreign({ name, message, cause, facts }: PackedThrown): Error {
  const error = new Error(message, cause === undefined ? undefined : { cause: unpackThrown(cause) });
  Object.defineProperty(error, "name", { value: name, configurable: true, writable: true });
  return Object.assign(error, facts);
}

function ours(leaf: keyof typeof leaves, { message, cause, facts, problems = [] }: PackedThrown): FlytepathError {
  // What was packed here is what `pick` took from an error of the same leaf.
  const known = facts as unknown as ErrorFacts & { readonly issues?: readonly Issue[] };
  return new leaves[leaf](message, {
    ...known,
    ...(cause === undefined ? {} : { cause: unpackThrown(cause) }),
    problems: problems.map(unpackThrown).filter(FlytepathError.is),
  });
}

function leafOf(error: FlytepathError): keyof typeof leaves {
  const names = Object.keys(leaves) as (keyof typeof leaves)[];
  const own = names.find((name) => error instanceof leaves[name]) ?? names.find((name) => name === error.name);
  return own ?? ("retryable" in error ? "TaskError" : "BugError");
}

// Only what is plain data: anything else could not be sent.
function pick(error: object, names: readonly string[]): Record<string, unknown> {
  const found = names.map((name) => [name, (error as Readonly<Record<string, unknown>>)[name]] as const);
  return Object.fromEntries(found.filter(([, value]) => value !== undefined && !strange.has(typeof value)));
}

function isErrorLike(thrown: unknown): thrown is Error {
  return (
    thrown instanceof Error || FlytepathError.is(thrown) || Object.prototype.toString.call(thrown) === "[object Error]"
  );
}
