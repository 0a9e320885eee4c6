import type { BlobStore } from "../blobs/index.js";
import type { Event } from "../engine/index.js";
import type { Literals } from "../types/index.js";
import { Decoder } from "./codec/decode.js";
import { digestHistory } from "./codec/digest-history.js";
import { createRestore, isShrunk, stubMark } from "./codec/spill.js";
import type { Batch, Ledger, RunRow } from "./ledger/ledger.js";

/** What is read of events: their values whole, or without the large ones. */
export interface ReadOptions {
  readonly large?: "whole" | "left out" | undefined;
}

/** Gives the events of a run since the last call, the first time all of them. */
export function readerOf(
  ledger: Ledger,
  blobs: BlobStore,
  { row: { key, id }, large }: ReadOptions & { readonly row: RunRow },
): () => Promise<readonly Event[]> {
  const decoder = new Decoder(id);
  let next = 0;
  return async () => {
    const batches = ledger.batches(key, next);
    const events = batches.flatMap((batch) => decoder.read(batch));
    next += events.length;
    await growAll(events, { batches, blobs, withInputs: true, large });
    return events;
  };
}

/** The events that a run needs to go on; of nodes that have ended only the end, with its inputs where they are asked for. */
export async function historyOf(
  ledger: Ledger,
  blobs: BlobStore,
  { row: { key, id }, withInputs }: { readonly row: RunRow; readonly withInputs: boolean },
): Promise<readonly Event[]> {
  const batches = ledger.batches(key, 0);
  const events = digestHistory(id, batches, { withInputs });
  await growAll(events, { batches, blobs, withInputs });
  return events;
}

interface Growing {
  readonly batches: readonly Batch[];
  readonly blobs: BlobStore;
  readonly withInputs: boolean;
  readonly large?: ReadOptions["large"];
}

// Large values in their places again.
async function growAll(events: readonly Event[], { batches, blobs, withInputs, large }: Growing): Promise<void> {
  if (!batches.some((batch) => batch.events.includes(stubMark))) return;
  const whole = createRestore(blobs);
  for (const event of events) {
    // The event was made here a moment ago, and nobody else has it.
    const own = event as { inputs?: Literals; outputs?: Literals };
    for (const part of withInputs ? (["inputs", "outputs"] as const) : (["outputs"] as const)) {
      const values = own[part];
      if (values === undefined || !isShrunk(values)) continue;
      if (large === "left out") delete own[part];
      else own[part] = await whole(values);
    }
  }
}
