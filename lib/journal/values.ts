import type { BlobStore } from "../blobs/index.js";
import type { Literal, Literals } from "../types/index.js";
import { parsed } from "./codec/parsed.js";
import { createSpill, restore, uriOf } from "./codec/spill.js";

/** Values as text of the journal; large ones lie apart. */
export interface Values {
  /** The text of values, once the large ones among them are written, and the digests of those. */
  keep(values: Literals): Promise<{ readonly text: string; readonly digests: readonly string[] }>;
  /** What such a text says. Fails with `JOURNAL_VALUE_LOST`. */
  read(text: string): Promise<Literals>;
  /** What the text of one value says. Fails with `JOURNAL_VALUE_LOST`. */
  readOne(text: string): Promise<Literal>;
  /** Removes what lies apart. */
  forget(digests: readonly string[]): Promise<void>;
}

/** Values whose large ones go to a store. */
export function createValues(blobs: BlobStore): Values {
  return {
    async keep(values) {
      const spill = createSpill(blobs);
      const text = JSON.stringify(spill.shrink(values));
      const { digests, written } = spill.take();
      await written;
      return { text, digests };
    },
    read: (text) => restore(parsed<Literals>(text, "what a run was given"), blobs),
    readOne: async (text) => (await restore({ value: parsed<Literal>(text, "the value of a gate") }, blobs)).value!,
    async forget(digests) {
      for (const digest of digests) await blobs.delete(uriOf(blobs, digest));
    },
  };
}
