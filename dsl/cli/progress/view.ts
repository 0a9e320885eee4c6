import type { Event } from "../../../lib/engine/index.js";
import { firstLine } from "../../../lib/errors/index.js";
import { apply, type Board, createBoard, isEnded } from "./board.js";
import { drawBoard, drawRow } from "./draw.js";
import { isLive, paintFor } from "./paint.js";

/** Shows a run to a person while it goes on. */
export interface View {
  show(event: Event): void;
  /** Draws the last state and leaves it standing. */
  close(): void;
}

/** A view for a stream: a tree redrawn in place on a terminal, else one line for each step that ends or is retried. */
export async function createView(
  title: string,
  steps: readonly { readonly node: string; readonly name: string }[],
  stream: NodeJS.WriteStream,
): Promise<View> {
  const board = createBoard(steps);
  return isLive(stream) ? liveView(title, board, stream) : plainView(title, board, stream);
}

async function liveView(title: string, board: Board, stream: NodeJS.WriteStream): Promise<View> {
  const { createLogUpdate } = await import("log-update");
  const paint = paintFor(stream);
  const update = createLogUpdate(stream);
  const draw = () =>
    update(drawBoard(title, board, { now: Date.now(), paint, columns: stream.columns || 80 }).join("\n"));
  const timer = setInterval(draw, 80);
  return {
    show: (event) => apply(board, event),
    close: () => {
      clearInterval(timer);
      draw();
      update.done();
    },
  };
}

function plainView(title: string, board: Board, stream: NodeJS.WriteStream): View {
  const paint = paintFor(stream);
  return {
    show: (event) => {
      apply(board, event);
      const row = event.kind === "run" ? undefined : board.byNode.get(event.node);
      if (row === undefined) return;
      if (event.kind === "task" && event.retryIn !== undefined) {
        const why = event.error === undefined ? "" : `: ${firstLine(event.error.message)}`;
        stream.write(`  ↻ ${row.name}  attempt ${event.attempt + 1} failed, again in ${event.retryIn} ms${why}\n`);
      }
      if (event.kind === "node" && isEnded(event.phase)) {
        stream.write(`  ${drawRow(row, { width: 0, now: event.at, paint })}\n`);
      }
    },
    close: () => {
      const [head] = drawBoard(title, board, { now: Date.now(), paint });
      stream.write(`${head}\n`);
    },
  };
}
