import { fromBinary, toBinary } from "@bufbuild/protobuf";
import type { BlobStore } from "../../lib/blobs/index.js";
import { type LiteralMap, LiteralMapSchema } from "../../lib/idl/gen/flyteidl/core/literals_pb.js";

/** Inputs and outputs by uri, as events and closures refer to them. */
export interface LiteralData {
  /** Keeps values under a path below `metadata/` and gives their uri; they can be read at once. */
  keep(map: LiteralMap, ...path: readonly string[]): string;
  /** Keeps values under a uri. */
  put(uri: string, map: LiteralMap): void;
  /** Values under a uri; undefined where there are none, or none that can be understood. */
  read(uri: string): Promise<LiteralMap | undefined>;
  /** Resolves when everything kept so far is in the blob store, too. */
  settled(): Promise<void>;
}

/** Keeps values in memory, and in a blob store under a prefix for those who fetch them by uri. */
export function literalData(blobs: BlobStore, prefix: string): LiteralData {
  const kept = new Map<string, LiteralMap>();
  let writes: Promise<unknown> = Promise.resolve();
  const write = async (uri: string, map: LiteralMap, bytes: Uint8Array) => {
    await blobs.write(uri, bytes);
    if (kept.get(uri) === map) kept.delete(uri);
  };
  const put = (uri: string, map: LiteralMap) => {
    kept.set(uri, map);
    const bytes = toBinary(LiteralMapSchema, map);
    // Where the store refuses them, they stay here for whoever reads through the services.
    writes = writes.then(() => write(uri, map, bytes)).catch(() => undefined);
  };
  return {
    put,
    keep(map, ...path) {
      const uri = blobs.join(prefix, "metadata", ...path);
      put(uri, map);
      return uri;
    },
    async read(uri) {
      if (uri === "") return undefined;
      const found = kept.get(uri);
      if (found !== undefined) return found;
      try {
        return fromBinary(LiteralMapSchema, await blobs.read(uri));
      } catch {
        // FlyteAdmin answers no values where there is no file, or another one.
        return undefined;
      }
    },
    settled: async () => {
      await writes;
    },
  };
}
