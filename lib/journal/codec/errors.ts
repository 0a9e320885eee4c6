import type { ExecutionError } from "../../engine/index.js";
import { FlytepathError, type PackedThrown, packThrown, unpackThrown } from "../../errors/index.js";

/** An error as it is kept: what was thrown is data, with its causes. */
export type KeptError = Omit<ExecutionError, "thrown"> & { readonly t?: PackedThrown };

/** An error without objects of this process. */
export function keepError({ thrown, ...error }: ExecutionError): KeptError {
  return thrown === undefined ? error : { ...error, t: keepThrown(thrown) };
}

/** The error again, with what was thrown as the same kind of error. */
export function reviveError({ t, ...error }: KeptError): ExecutionError {
  return t === undefined ? error : { ...error, thrown: unpackThrown(t) };
}

/** What was thrown, with its causes, as data. */
export function keepThrown(thrown: unknown): PackedThrown {
  return shorten(packThrown(thrown));
}

/** Why a run was ended, where that was told as an error of ours; other reasons are in the cause's sentence. */
export function keepReason(reason: unknown): PackedThrown | undefined {
  return FlytepathError.is(reason) ? keepThrown(reason) : undefined;
}

// A fan-out fails a thousand times for one reason. Stacks of our own errors are shown to nobody, others to the author's frames.
const frames = 8;

function shorten({ stack, cause, problems, ...thrown }: PackedThrown): PackedThrown {
  const isOwn = thrown.leaf !== undefined;
  return {
    ...thrown,
    ...(stack === undefined ? {} : { stack: isOwn ? headOf(thrown) : cut(stack) }),
    ...(cause === undefined ? {} : { cause: shorten(cause) }),
    ...(problems === undefined || problems.length === 0 ? {} : { problems: problems.map(shorten) }),
  };
}

function headOf({ name, message, facts }: PackedThrown): string {
  return `${name}: [${String(facts?.code)}] ${message}`;
}

function cut(stack: string): string {
  const lines = stack.split("\n");
  const first = lines.findIndex((line) => /^\s+at /.test(line));
  return first < 0 ? stack : lines.slice(0, first + frames).join("\n");
}
