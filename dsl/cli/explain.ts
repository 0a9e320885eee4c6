import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { ExecutionError, RunOutcome } from "../../lib/engine/index.js";
import {
  BackendError,
  builtFile,
  DefinitionError,
  FlytepathError,
  TaskError,
  ValidationError,
} from "../../lib/errors/index.js";
import { relativeTo } from "./relative.js";

// Frames of this package, as they are built and, through source maps, as they are written.
const built = fileURLToPath(builtFile(""));
const own = [built, dirname(built)].flatMap((root) => ["lib", "dsl", "emulator"].map((room) => join(root, room) + sep));

/**
 * An error as lines for a person: what happened in the author's own names, where, the mend, and what caused it. Of a
 * stack only the author's own frames are shown.
 */
export function explain(error: unknown): readonly string[] {
  return [...explainOne(error), ...causesOf(error).flatMap((cause) => ["caused by", ...indent(explainOne(cause))])];
}

/** What an error of a run was thrown as; one that came over a wire says only its code and sentence. */
export function thrownOf({ thrown, code, message }: ExecutionError): unknown {
  return thrown ?? new TaskError(message, { code });
}

/** Why a run was aborted: the cause, and, where an execution on Flyte was, all that it told. */
export function abortedLines({ phase, cause = "", reason }: RunOutcome): readonly string[] {
  return reason === undefined ? [`${phase}: ${cause}`] : [`${phase}, because`, ...indent(explain(reason))];
}

function explainOne(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [`a value was thrown that is not an error: ${String(error)}`];
  const head = FlytepathError.is(error) ? error.message : `${error.name}: ${error.message}`;
  const place = FlytepathError.is(error) && error.at !== undefined ? [`at ${readLocation(error.at)}`] : [];
  return [
    ...head.split("\n"),
    ...indent([...place, ...details(error), ...framesOf(error)]),
    ...(FlytepathError.is(error) && error.hint !== undefined && !isWhole(error) ? indent([`→ ${error.hint}`]) : []),
  ];
}

// The problems of a whole pipeline carry their own mends.
function isWhole(error: FlytepathError): boolean {
  return error instanceof DefinitionError && error.problems.length > 0;
}

function details(error: Error): readonly string[] {
  if (error instanceof DefinitionError) return error.problems.flatMap((problem) => explainOne(problem));
  if (error instanceof ValidationError) return issuesOf(error);
  if (!(error instanceof TaskError)) return [];
  return [
    ...(error.node === undefined
      ? []
      : [`node ${error.node}${error.attempt === undefined ? "" : `, attempt ${error.attempt + 1}`}`]),
    ...(error.link === undefined ? [] : [error.link]),
  ];
}

function issuesOf({ issues, message, path }: ValidationError): readonly string[] {
  if (issues.length === 0) return path === undefined || message.includes(path) ? [] : [`in ${path}`];
  return issues.map((issue) => `${issue.path}: ${issue.message}`).filter((issue) => !message.includes(issue));
}

// A source location as editors and terminals understand it: `file:line:column`, relative to the current folder.
function readLocation({ file, line, column }: { file: string; line: number; column: number }): string {
  return `${relativeTo(file)}:${line}:${column}`;
}

function framesOf(error: Error): readonly string[] {
  if (FlytepathError.is(error)) return [];
  return (error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at .*:\d+:\d+/.test(line))
    .map((line) => line.trim().replace(/file:\/\/[^)\s]*/, readUrl))
    .filter((line) => !line.includes("(node:") && !line.includes("at node:") && !line.includes("node_modules"))
    .filter((line) => !own.some((room) => line.includes(room)))
    .map((line) => line.replace(/(\/[^():]+)(?=:\d+:\d+)/, (path) => relativeTo(path)))
    .slice(0, 5);
}

function readUrl(url: string): string {
  const [, path = url, position = ""] = /^(.*?)((?::\d+){1,2})?$/.exec(url) ?? [];
  try {
    return fileURLToPath(path) + position;
  } catch {
    return url;
  }
}

// What a backend answered, or what was thrown that is no error, is in the sentence of the error that it caused.
function causesOf(error: unknown): readonly Error[] {
  const causes: Error[] = [];
  let by = error;
  while (
    by instanceof Error &&
    !tellsAll(by) &&
    !(by instanceof BackendError) &&
    by.cause instanceof Error &&
    causes.length < 8
  ) {
    causes.push(by.cause);
    by = by.cause;
  }
  return causes;
}

// The failure of an execution quotes what failed inside it.
function tellsAll(error: Error): boolean {
  return FlytepathError.is(error) && error.code.startsWith("EXECUTION_");
}

function indent(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}
