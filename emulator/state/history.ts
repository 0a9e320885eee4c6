import type { Event } from "../../lib/engine/index.js";
import type { ExecutionRow } from "./execution-rows.js";

/** What the engine told of runs that go on, so that they can be carried on where this process ends. */
export interface History {
  /** Keeps an event with the next commit; all of a run's are forgotten when it has ended. */
  add(execution: ExecutionRow, event: Event): void;
  /** Everything that was told of a run, in order. */
  of(execution: ExecutionRow): readonly Event[];
}

/** Of runs that end with the process nothing need be kept. */
export const noHistory: History = { add() {}, of: () => [] };
