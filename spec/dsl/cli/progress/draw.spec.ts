import { suite } from "uvu";
import * as assert from "uvu/assert";
import { apply, type Board, createBoard } from "../../../../dsl/cli/progress/board.js";
import { drawBoard } from "../../../../dsl/cli/progress/draw.js";
import { readDuration } from "../../../../dsl/cli/progress/duration.js";
import type { Event } from "../../../../lib/engine/index.js";

const drawing = suite("dsl/cli/progress");
const plain = (_style: string, text: string) => text;

// Leaves out what the history alone needs.
function play(board: Board, events: readonly Record<string, unknown>[]): void {
  for (const [seq, event] of events.entries()) apply(board, { run: "r", seq, ...event } as unknown as Event);
}

drawing("steps that have not started are drawn from the beginning, in written order", () => {
  const board = createBoard([
    { node: "train", name: "train" },
    { node: "report", name: "report" },
  ]);
  assert.equal(drawBoard("Churn", board, { now: 0, paint: plain }), ["Churn  QUEUED", "├─ ○ train", "└─ ○ report"]);
});

drawing("phases, durations, attempts and cache hits are told", () => {
  const board = createBoard([
    { node: "train", name: "train" },
    { node: "report", name: "report" },
  ]);
  play(board, [
    { kind: "run", phase: "RUNNING", at: 0 },
    { kind: "node", node: "train", specNode: "train", name: "train", path: [], phase: "RUNNING", at: 10 },
    { kind: "task", node: "train", task: "train", attempt: 1, phase: "RUNNING", at: 20 },
    { kind: "node", node: "train", specNode: "train", name: "train", path: [], phase: "SUCCEEDED", at: 1_440 },
    {
      kind: "node",
      node: "report",
      specNode: "report",
      name: "report",
      path: [],
      phase: "SUCCEEDED",
      cache: "HIT",
      at: 1_450,
    },
    { kind: "run", phase: "SUCCEEDED", at: 1_500 },
  ]);
  assert.equal(drawBoard("Churn", board, { now: 9_999, paint: plain }), [
    "Churn  SUCCEEDED  1.50 s",
    "├─ ✔ train   SUCCEEDED  1.43 s · attempt 2",
    "└─ ✔ report  SUCCEEDED  cached",
  ]);
});

drawing("steps inside a step are drawn below it, and the elements of a mapped step are counted", () => {
  const board = createBoard([
    { node: "inner", name: "inner" },
    { node: "last", name: "last" },
  ]);
  const node = (id: string, more: object) => ({
    kind: "node",
    node: id,
    specNode: id,
    name: id,
    path: [],
    at: 0,
    ...more,
  });
  play(board, [
    node("inner", { phase: "RUNNING" }),
    node("inner-0-a", { phase: "QUEUED", parent: "inner" }),
    node("inner-0-b", { phase: "QUEUED", parent: "inner" }),
    node("last", { phase: "SKIPPED" }),
    { kind: "task", node: "inner-0-b", task: "t", attempt: 0, element: 0, phase: "SUCCEEDED", at: 1 },
    { kind: "task", node: "inner-0-b", task: "t", attempt: 0, element: 1, phase: "RUNNING", at: 1 },
  ]);
  const lines = drawBoard("P", board, { now: 0, paint: plain }).map((line) => line.replace(/[⠋-⠿]/g, "~"));
  assert.equal(lines, [
    "P  QUEUED",
    "├─ ~ inner         RUNNING    0 ms",
    "│  ├─ ~ inner-0-a  QUEUED",
    "│  └─ ~ inner-0-b  QUEUED     1 of 2",
    "└─ ↷ last          SKIPPED",
  ]);
});

drawing("a duration is read in the unit that fits it", () => {
  assert.equal([0, 999, 1_000, 59_999, 60_000, 125_000, 3_720_000].map(readDuration), [
    "0 ms",
    "999 ms",
    "1.00 s",
    "1 m 00 s",
    "1 m 00 s",
    "2 m 05 s",
    "1 h 02 m",
  ]);
});

drawing.run();
