import type { Event, ExecutionError, NodePhase, RunPhase } from "../../../lib/engine/index.js";

/** One step as the progress view knows it. */
export interface Row {
  /** Unique in the run. */
  readonly node: string;
  readonly name: string;
  readonly depth: number;
  phase?: NodePhase;
  startedAt?: number;
  endedAt?: number;
  /** Counted from 0. */
  attempt: number;
  /** Elements of a mapped step that have ended, and how many have been seen. */
  elements?: { readonly ended: Set<number>; readonly seen: Set<number> };
  cached?: boolean;
  /** The last thing the task told. */
  reason?: string;
  externalId?: string;
  error?: ExecutionError;
}

/** What is known of a run from its events, in the order in which steps are drawn. */
export interface Board {
  phase: RunPhase;
  startedAt?: number;
  endedAt?: number;
  error?: ExecutionError;
  cause?: string;
  readonly rows: Row[];
  readonly byNode: Map<string, Row>;
}

const ended: ReadonlySet<string> = new Set(["SUCCEEDED", "FAILED", "ABORTED", "SKIPPED", "TIMED_OUT", "RECOVERED"]);

/** A board with the steps that are known before the run starts. */
export function createBoard(steps: readonly { readonly node: string; readonly name: string }[]): Board {
  const rows: Row[] = steps.map(({ node, name }) => ({ node, name, depth: 0, attempt: 0 }));
  return { phase: "QUEUED", rows, byNode: new Map(rows.map((row) => [row.node, row])) };
}

/** Whether a phase is a last one. */
export function isEnded(phase: string | undefined): boolean {
  return phase !== undefined && ended.has(phase);
}

/** Brings a board up to date with one event. */
export function apply(board: Board, event: Event): void {
  if (event.kind === "run") applyRun(board, event);
  else if (event.kind === "node") applyNode(board, event);
  else applyTask(board, event);
}

function applyRun(board: Board, event: Extract<Event, { kind: "run" }>): void {
  board.phase = event.phase;
  board.startedAt ??= event.at;
  if (isEnded(event.phase)) board.endedAt = event.at;
  if (event.error !== undefined) board.error = event.error;
  if (event.cause !== undefined) board.cause = event.cause;
}

function applyNode(board: Board, event: Extract<Event, { kind: "node" }>): void {
  const row = board.byNode.get(event.node) ?? addRow(board, event);
  // In newer code, a step that had ended may begin again.
  if (isEnded(row.phase) && !isEnded(event.phase)) begin(row);
  row.phase = event.phase;
  if (event.phase === "RUNNING") row.startedAt ??= event.at;
  if (isEnded(event.phase)) row.endedAt = event.at;
  if (event.cache === "HIT") row.cached = true;
  if (event.error !== undefined) row.error = event.error;
}

function begin(row: Row): void {
  delete row.startedAt;
  delete row.endedAt;
  delete row.cached;
  delete row.error;
}

function applyTask(board: Board, event: Extract<Event, { kind: "task" }>): void {
  const row = board.byNode.get(event.node);
  if (row === undefined) return;
  row.attempt = Math.max(row.attempt, event.attempt);
  if (event.progress?.reason !== undefined) row.reason = event.progress.reason;
  if (event.progress?.externalId !== undefined) row.externalId = event.progress.externalId;
  if (event.element === undefined) return;
  row.elements ??= { ended: new Set(), seen: new Set() };
  row.elements.seen.add(event.element);
  if (isEnded(event.phase)) row.elements.ended.add(event.element);
}

// A step that appears while the run goes on is drawn below the step that holds it.
function addRow(board: Board, event: Extract<Event, { kind: "node" }>): Row {
  const parent = event.parent === undefined ? -1 : board.rows.findIndex((row) => row.node === event.parent);
  const depth = parent < 0 ? 0 : board.rows[parent]!.depth + 1;
  const row: Row = { node: event.node, name: event.name || event.specNode, depth, attempt: 0 };
  let at = parent < 0 ? board.rows.length : parent + 1;
  while (parent >= 0 && at < board.rows.length && board.rows[at]!.depth >= depth) at += 1;
  board.rows.splice(at, 0, row);
  board.byNode.set(row.node, row);
  return row;
}
