import type { Event } from "../../engine/index.js";
import type { Literals } from "../../types/index.js";
import { Decoder, type Raw, parseRow, type Row, walk } from "./decode.js";
import { unpack } from "./pack.js";
import { encodePhase } from "./phases.js";

/**
 * The events of a run as far as it needs them to go on: of nodes that have ended only their end, with their inputs and the
 * ends of their attempts where they are wanted, and everything else whole. Most of a long history is of nodes that have ended, and is passed over.
 */
export function digestHistory(
  run: string,
  rows: readonly Row[],
  { withInputs }: { readonly withInputs: boolean },
): readonly Event[] {
  // Parsed once and walked twice: what is made here for each entry is what a long history costs.
  const parsed = rows.map(parseRow);
  const ended = new Set<string>();
  for (const { entries } of parsed) {
    for (const raw of entries) {
      if (endsNode(raw)) ended.add(raw.n!);
      else if (raw.b !== undefined || (raw.p === queued && raw.a === undefined)) ended.delete(raw.n!);
    }
  }
  const decoder = new Decoder(run);
  const inputs = new Map<string, Literals>();
  const events: Event[] = [];
  const each = (raw: Raw, seq: number, at: number) => {
    // Where a step may run once more, its attempts are numbered on.
    const isAttempt = withInputs && (raw.f !== undefined || (raw.a !== undefined && ends.has(raw.p)));
    if (raw.n === undefined || !ended.has(raw.n)) {
      let number = seq;
      for (const one of unpack(raw)) events.push(decoder.event(one, number++, at));
    } else if (isAttempt && raw.f === undefined) {
      events.push(decoder.event(raw, seq, at));
    } else if (raw.f !== undefined) {
      if (isAttempt) events.push(decoder.event(unpack(raw)[0]!, seq, at));
      events.push(decoder.success(raw, inputs.get(raw.n), { seq: seq + 1, at }));
    } else if (endsNode(raw)) {
      const i = inputs.get(raw.n);
      events.push(decoder.event(i === undefined ? raw : { ...raw, i }, seq, at));
    } else {
      decoder.skip(raw);
      if (withInputs && raw.i !== undefined) inputs.set(raw.n, raw.i);
    }
  };
  for (const row of parsed) walk(row, each);
  return events;
}

const queued = encodePhase("QUEUED");
const ends = new Set(
  (["SUCCEEDED", "FAILED", "ABORTED", "SKIPPED", "TIMED_OUT", "RECOVERED"] as const).map(encodePhase),
);

function endsNode({ n, a, b, f, p }: Raw): boolean {
  return n !== undefined && b === undefined && (f !== undefined || (a === undefined && ends.has(p)));
}
