import type { BlobStore } from "../../lib/blobs/index.js";
import type { CacheKeyOf, OutputCache } from "../../lib/engine/index.js";
import { decodeLiterals, encodeLiterals, type Place } from "../../lib/idl/index.js";
import type { CatalogRow, Store } from "../state/index.js";
import { catalogTag, datasetOf } from "./catalog-key.js";

/** How long and how many outputs are kept; without bounds as long as the state is, and all of them. */
export interface CatalogBounds {
  /** Milliseconds. Older outputs are not found any more, as with `max-cache-age` of Flyte's executor. */
  readonly maxAge?: number | undefined;
  /** The oldest go first. */
  readonly maxEntries?: number | undefined;
}

/** What a catalog lies in. */
export interface CatalogPlace {
  readonly store: Pick<Store, "catalog" | "data">;
  readonly blobs: Pick<BlobStore, "delete">;
  /** Milliseconds since the epoch. */
  now(): number;
}

// So that dropping costs each of those that are kept a fraction of its own cost.
const slack = 1.1;

/** The outputs that an emulator keeps: they live as long as its state, whose storage holds the values, and as its bounds say. */
export function catalogOf({ store, blobs, now }: CatalogPlace, bounds: CatalogBounds = {}): OutputCache {
  const { catalog, data } = store;
  const { maxAge = Number.POSITIVE_INFINITY, maxEntries = Number.POSITIVE_INFINITY } = bounds;
  let puts = Number.POSITIVE_INFINITY;
  const isOld = ({ at }: CatalogRow) => now() - at > maxAge;
  return {
    async get(key) {
      const row = catalog.get(key);
      if (row !== undefined && isOld(row)) {
        drop(key, row);
        return undefined;
      }
      const outputs = row && (await data.read(row.outputsUri));
      return outputs && { ...row, outputs: decodeLiterals(outputs), parts: {} };
    },
    put(key, { outputs, parts: _, attempt = 0, ...entry }) {
      const outputsUri = data.keep(encodeLiterals(outputs), "catalog", ...key.split("/"), "outputs.pb");
      catalog.set(key, { ...entry, attempt, outputsUri });
      shrink();
    },
  };

  function drop(key: string, { outputsUri }: CatalogRow): void {
    catalog.delete(key);
    // What cannot be removed is not found any more in any case.
    void blobs.delete(outputsUri).catch(() => undefined);
  }

  // With the first of them, which may be that of a state whose bounds were wider, and then once in a while.
  function shrink(): void {
    const isBounded = Number.isFinite(maxAge) || Number.isFinite(maxEntries);
    const often = Math.min(1000, Math.max(1, maxEntries * (slack - 1)));
    puts += 1;
    if (!isBounded || puts < often) return;
    puts = 0;
    const oldestFirst = [...catalog.entries()].sort(([, one], [, other]) => one.at - other.at);
    for (const [index, [key, row]] of oldestFirst.entries()) {
      if (isOld(row) || index < oldestFirst.length - maxEntries) drop(key, row);
    }
  }
}

/**
 * Keys as Flyte's catalog makes them: the dataset of the task's name, cache version and interface, and a tag of the inputs.
 * Files count by their address, unless their literal has a hash.
 */
export function catalogKeys(place: Place): CacheKeyOf {
  return (task, inputs) => {
    const { project, domain, name, version } = datasetOf(task, place);
    const tag = catalogTag(task, inputs);
    return { key: [project, domain, name, version, tag].map(encodeURIComponent).join("/"), parts: {} };
  };
}
