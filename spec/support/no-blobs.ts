import type { BlobStore } from "../../lib/blobs/index.js";

/** A store that holds what it was made with, and takes nothing. */
export function memoryOnly(held: Readonly<Record<string, Uint8Array>>): BlobStore {
  const none = async () => {
    throw new Error("this store is only read");
  };
  return {
    read: async (uri) => held[uri] ?? none(),
    write: none,
    list: async (prefix) => Object.keys(held).filter((uri) => uri.startsWith(prefix)),
    exists: async (uri) => uri in held,
    delete: none,
    join: (...parts) => parts.join("/"),
  };
}
