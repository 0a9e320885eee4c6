import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { endLeftProcesses, startedBy } from "../../../lib/processes/index.js";

/** What the processes of a run, or of an emulator, are found by once their owner was killed. */
export function markFor(state: string, id: string): string {
  return createHash("sha256")
    .update(`${resolve(state)}/${id}`)
    .digest("hex")
    .slice(0, 32);
}

/** Ends what the processes of an earlier go left running, all that they started included. */
export function endLeftRunning(state: string, id: string): void {
  endLeftProcesses(startedBy, markFor(state, id));
}
