import { failure } from "../errors/index.js";
import type { BlobStore } from "./blob-store.js";
import { joined, under } from "./uri.js";

const root = "memory://";

/** A store that ends with the process; its uris start with `memory://`, and `join("", …)` begins at its root. */
export function memoryBlobs(): BlobStore {
  const held = new Map<string, Uint8Array>();
  return {
    async read(uri) {
      const bytes = held.get(uri);
      if (bytes === undefined) throw failure("BLOB_NOT_FOUND", { uri });
      return bytes.slice();
    },
    async write(uri, bytes) {
      if (!uri.startsWith(root) || uri.length === root.length) {
        throw failure("BLOB_OUTSIDE_STORE", { uri, store: root });
      }
      held.set(uri, new Uint8Array(bytes));
    },
    async list(prefix) {
      return [...held.keys()].filter((uri) => under(prefix, uri)).sort();
    },
    async exists(uri) {
      return held.has(uri);
    },
    async delete(uri) {
      held.delete(uri);
    },
    join(prefix, ...parts) {
      return joined(prefix === "" ? root : prefix, parts);
    },
  };
}
