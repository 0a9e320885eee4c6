import type { Board, Row } from "./board.js";
import { readDuration } from "./duration.js";
import type { Paint } from "./paint.js";

const spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/** The whole run as lines: its name and phase, then the tree of steps with phases and durations. */
export function drawBoard(
  title: string,
  board: Board,
  { now, paint, columns = Number.POSITIVE_INFINITY }: { now: number; paint: Paint; columns?: number },
): readonly string[] {
  const { startedAt, endedAt = now } = board;
  const took = startedAt === undefined ? "" : `  ${paint("dim", readDuration(endedAt - startedAt))}`;
  const width = Math.max(...board.rows.map((row) => row.depth * 3 + row.name.length), 0);
  const last = lastChildren(board.rows);
  const rows = board.rows.map((row) => {
    const branch = `${"│  ".repeat(row.depth)}${last.has(row) ? "└─" : "├─"}`;
    return `${paint("dim", branch)} ${drawRow(row, { width: width - row.depth * 3, now, paint, columns: columns - branch.length - 1 })}`;
  });
  return [`${paint("bold", title)}  ${drawPhase(board.phase, paint)}${took}`, ...rows].map((line) => line.trimEnd());
}

/** One step: mark, name, phase, duration and what else is worth knowing. */
export function drawRow(
  row: Row,
  { width, now, paint, columns }: { width: number; now: number; paint: Paint; columns?: number },
): string {
  const { startedAt, endedAt = now } = row;
  const took = startedAt === undefined ? "" : readDuration(endedAt - startedAt);
  const notes = [
    row.cached ? "cached" : "",
    row.attempt > 0 ? `attempt ${row.attempt + 1}` : "",
    row.elements === undefined ? "" : `${row.elements.ended.size} of ${row.elements.seen.size}`,
    row.externalId ?? "",
    row.endedAt === undefined ? (row.reason ?? "") : "",
  ].filter((note) => note !== "");
  const name = row.name.padEnd(width);
  const text = `${mark(row, { now, paint })} ${name}  ${drawPhase(row.phase ?? "", paint)}`;
  const details = [took, ...notes].filter((part) => part !== "").join(" · ");
  const taken = "✔ ".length + name.length + "  SUCCEEDED  ".length;
  return details === ""
    ? text.trimEnd()
    : `${text}  ${paint("dim", cut(details, columns === undefined ? undefined : columns - taken))}`;
}

// A line that wraps would tear the tree.
function cut(text: string, length = Number.POSITIVE_INFINITY): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(0, length - 1))}…`;
}

function mark({ phase }: Row, { now, paint }: { now: number; paint: Paint }): string {
  switch (phase) {
    case undefined:
      return paint("dim", "○");
    case "SUCCEEDED":
    case "RECOVERED":
      return paint("green", "✔");
    case "FAILED":
    case "TIMED_OUT":
      return paint("red", "✖");
    case "ABORTED":
      return paint("yellow", "■");
    case "SKIPPED":
      return paint("dim", "↷");
    default:
      return paint("cyan", spinner[Math.floor(now / 80) % spinner.length]!);
  }
}

function drawPhase(phase: string, paint: Paint): string {
  const text = phase.padEnd(9);
  if (phase === "SUCCEEDED" || phase === "RECOVERED") return paint("green", text);
  if (phase === "FAILED" || phase === "TIMED_OUT" || phase === "FAILING") return paint("red", text);
  if (phase === "ABORTED" || phase === "ABORTING") return paint("yellow", text);
  return paint("dim", text);
}

// From the end: a row is the last child when no row of its depth follows before its parent's next sibling.
function lastChildren(rows: readonly Row[]): ReadonlySet<Row> {
  const last = new Set<Row>();
  const followed: boolean[] = [];
  for (const row of rows.toReversed()) {
    if (!followed[row.depth]) last.add(row);
    followed.length = row.depth;
    followed[row.depth] = true;
  }
  return last;
}
