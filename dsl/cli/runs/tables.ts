import type { ExecutionError } from "../../../lib/engine/index.js";
import { FlytepathError, firstLine } from "../../../lib/errors/index.js";
import type { Owed, RunInfo } from "../../../lib/journal/index.js";
import { readDuration } from "../progress/duration.js";
import type { AttemptHistory, StepHistory } from "./history.js";

/** Runs in columns. */
export function runLines(runs: readonly RunInfo[], now: number): readonly string[] {
  const rows = runs.map(({ id, pipeline, phase, standing, createdAt, endedAt, holder, owed = [] }) => [
    id,
    pipeline,
    standing === "interrupted" ? `${phase} (interrupted)` : phase,
    moment(createdAt),
    standing === "interrupted" ? "" : readDuration((endedAt ?? now) - createdAt),
    standing === "running" && holder !== undefined ? `process ${holder.pid} on ${holder.host}` : owedIn(owed),
  ]);
  return columns([["RUN", "PIPELINE", "PHASE", "STARTED", "TOOK", "NOTE"], ...rows]);
}

/** A run's own facts. */
export function infoLines(info: RunInfo): readonly string[] {
  const { id, pipeline, phase, standing, createdAt, endedAt, digest, holder, abort, parent } = info;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["run", id],
    ["pipeline", `${pipeline} (${digest.slice(0, 12)})`],
    ["phase", standing === "interrupted" ? `${phase}, interrupted: flytepath resume ${id}` : phase],
    ["started", moment(createdAt)],
    ["ended", endedAt === undefined ? undefined : `${moment(endedAt)} (${readDuration(endedAt - createdAt)})`],
    ["held by", standing === "running" && holder !== undefined ? `process ${holder.pid} on ${holder.host}` : undefined],
    ["abort", abort],
    ["repeats", parent],
  ];
  return columns(facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

function owedIn(owed: readonly Owed[]): string {
  return owed.length === 0 ? "" : `owes the end of ${owed.length === 1 ? "an execution" : `${owed.length} executions`}`;
}

/** Executions on Flyte that a run wanted to end and could not reach, and what to do about them. */
export function owedLines(run: string, owed: readonly Owed[]): readonly string[] {
  if (owed.length === 0) return [];
  return [
    "may still run, since Flyte could not be told to end:",
    ...owed.map(({ execution, why }) => `  ${execution}${why === undefined ? "" : `: ${firstLine(why)}`}`),
    `flytepath resume ${run} tells it again`,
  ];
}

/** Steps in columns, and below each the attempts that did not go as planned. */
export function stepLines(steps: readonly StepHistory[]): readonly string[] {
  const depths = new Map<string, number>();
  const rows = steps.flatMap((step) => {
    const depth = step.parent === undefined ? 0 : (depths.get(step.parent) ?? 0) + 1;
    depths.set(step.node, depth);
    const indent = "  ".repeat(depth);
    const took = step.endedAt === undefined ? "" : readDuration(step.endedAt - step.startedAt);
    const own = [
      `${indent}${step.name}`,
      step.cached ? `${step.phase} (cached)` : step.phase,
      took,
      firstLine(saidBy(step.error)) || placeOf(step),
    ];
    const odd = step.attempts.filter(({ phase, lost }) => step.attempts.length > 1 || lost || phase !== "SUCCEEDED");
    return [own, ...odd.slice(0, 50).map((attempt) => attemptRow(attempt, indent))];
  });
  return rows.length === 0 ? [] : columns([["STEP", "PHASE", "TOOK", ""], ...rows]);
}

function attemptRow(
  { attempt, element, phase, startedAt, endedAt, error, lost, externalId }: AttemptHistory,
  indent: string,
) {
  const which = element === undefined ? "" : ` of [${element}]`;
  return [
    `${indent}  attempt ${attempt + 1}${which}`,
    lost ? "LOST" : phase,
    endedAt === undefined ? "" : readDuration(endedAt - startedAt),
    firstLine(saidBy(error)) || (externalId ?? ""),
  ];
}

// What was thrown says it in the author's words, what was told in Flyte's; of an abort, that is only that there was one.
function saidBy(error: ExecutionError | undefined): string | undefined {
  if (error?.code === "NodeAborted") return undefined;
  return FlytepathError.is(error?.thrown) ? error.thrown.plainMessage : error?.message;
}

// Where a step was done that needed no more than one attempt; those of others stand below it.
function placeOf({ attempts, phase }: StepHistory): string {
  return phase === "SUCCEEDED" && attempts.length === 1 ? (attempts[0]!.externalId ?? "") : "";
}

/** `2026-11-25 21:05:12`, in the local time zone. */
export function moment(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":")}`;
}

function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows.reduce<number[]>((most, row) => row.map((cell, at) => Math.max(cell.length, most[at] ?? 0)), []);
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at]!))
      .join("  ")
      .trimEnd(),
  );
}
