import { fromBinary, toBinary } from "@bufbuild/protobuf";
import type { BlobStore } from "../../../lib/blobs/index.js";
import { type LiteralMap, LiteralMapSchema } from "../../../lib/idl/gen/flyteidl/core/literals_pb.js";
import type { Database } from "../../../lib/sqlite/index.js";
import type { LiteralData } from "../literal-data.js";
import type { WriteBehind } from "./write-behind.js";

// Files that are on their way at once.
const atOnce = 4;

/**
 * Values that outlive the process from the next commit on: they are kept in the database until they lie in the blob store,
 * where others find them by uri.
 */
export function diskLiterals(
  database: Database,
  behind: WriteBehind,
  [blobs, prefix]: readonly [BlobStore, string],
): LiteralData {
  const put = database.prepare(
    "INSERT INTO literals (uri, bytes) VALUES (?, ?) ON CONFLICT (uri) DO UPDATE SET bytes = excluded.bytes",
  );
  const drop = database.prepare("DELETE FROM literals WHERE uri = ?");
  const left = database.prepare<{ uri: string; bytes: Uint8Array }>("SELECT uri, bytes FROM literals").all();
  const waiting = new Map(left.map(({ uri, bytes }) => [uri, fromBinary(LiteralMapSchema, bytes)]));
  const onTheWay = new Set<string>();
  let filing: Promise<void> | undefined;
  if (waiting.size > 0) startFiling();

  function startFiling(): void {
    filing ??= Promise.all(Array.from({ length: atOnce }, fileAll)).then(() => {
      filing = undefined;
    });
  }

  async function fileAll(): Promise<void> {
    for (;;) {
      const next = taken();
      if (next === undefined) return;
      const [uri, map] = next;
      try {
        await blobs.write(uri, toBinary(LiteralMapSchema, map));
      } catch {
        // It stays in the database, and is tried again with the next value or at the next start.
        onTheWay.delete(uri);
        return;
      }
      onTheWay.delete(uri);
      if (waiting.get(uri) !== map) continue;
      waiting.delete(uri);
      behind.later(uri, () => void drop.run(uri));
    }
  }

  function taken(): readonly [string, LiteralMap] | undefined {
    for (const entry of waiting) {
      if (onTheWay.has(entry[0])) continue;
      onTheWay.add(entry[0]);
      return entry;
    }
    return undefined;
  }

  const add = (uri: string, map: LiteralMap) => {
    waiting.set(uri, map);
    behind.later(uri, () => void put.run(uri, toBinary(LiteralMapSchema, map)));
    startFiling();
  };
  return {
    put: add,
    keep(map, ...path) {
      const uri = blobs.join(prefix, "metadata", ...path);
      add(uri, map);
      return uri;
    },
    async read(uri) {
      if (uri === "") return undefined;
      const found = waiting.get(uri);
      if (found !== undefined) return found;
      try {
        return fromBinary(LiteralMapSchema, await blobs.read(uri));
      } catch {
        // FlyteAdmin answers no values where there is no file, or another one.
        return undefined;
      }
    },
    async settled() {
      while (filing !== undefined) await filing;
    },
  };
}
