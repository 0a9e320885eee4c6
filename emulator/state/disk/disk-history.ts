import { deserialize, serialize } from "node:v8";
import type { Event } from "../../../lib/engine/index.js";
import type { Database } from "../../../lib/sqlite/index.js";
import { closureOf, isTerminal } from "../events/workflow-event.js";
import type { ExecutionRow } from "../execution-rows.js";
import type { History } from "../history.js";
import type { WriteBehind } from "./write-behind.js";

// Events of a run that the next commit writes.
interface Batch {
  readonly seq: number;
  readonly events: Event[];
}

/**
 * Histories in a file: those of one commit together, in the form of the engine's own structured clone, since nobody else
 * reads them. A run that ends within one commit leaves none.
 */
export function diskHistory(database: Database, behind: WriteBehind): History {
  const put = database.prepare("INSERT INTO told (execution, seq, events) VALUES (?, ?, ?)");
  const drop = database.prepare("DELETE FROM told WHERE execution = ?");
  const find = database.prepare<{ events: Uint8Array }>("SELECT events FROM told WHERE execution = ? ORDER BY seq");
  const open = new Map<number, Batch>();
  return {
    add(execution, event) {
      const { serial } = execution;
      const known = open.get(serial);
      if (known !== undefined) {
        known.events.push(plain(event));
        return;
      }
      const batch: Batch = { seq: event.seq, events: [plain(event)] };
      open.set(serial, batch);
      behind.later(batch, () => {
        open.delete(serial);
        if (hasEnded(execution)) drop.run(serial);
        else put.run(serial, batch.seq, serialize(batch.events));
      });
    },
    of({ serial }) {
      behind.flush();
      // What `add` wrote.
      return find.all(serial).flatMap(({ events }) => deserialize(events) as readonly Event[]);
    },
  };
}

function hasEnded(execution: ExecutionRow): boolean {
  return isTerminal(closureOf(execution).phase);
}

// What was thrown here is an object of this process.
function plain(event: Event): Event {
  if (event.kind === "task") return { ...event, ...bare(event, "error"), ...bare(event, "final") };
  if (event.kind === "run" && event.reason !== undefined) {
    const { reason: _, ...rest } = event;
    return { ...rest, ...bare(event, "error") };
  }
  return event.error === undefined ? event : { ...event, ...bare(event, "error") };
}

function bare<Key extends "error" | "final">(event: { readonly [key in Key]?: Event["error"] }, key: Key) {
  const error = event[key];
  if (error?.thrown === undefined) return {};
  const { thrown: _, ...rest } = error;
  return { [key]: rest };
}
