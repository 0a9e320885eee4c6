import { createHash } from "node:crypto";
import { failure } from "../errors/index.js";
import type { BlobStore } from "./blob-store.js";

/**
 * SHA-256, in hex, of an object's content, or of the names and contents below a prefix: equal content, equal digest,
 * wherever it lies. Fails with `BLOB_NOT_FOUND`.
 */
export async function digestOf(store: BlobStore, uri: string): Promise<string> {
  if (await store.exists(uri)) return sha256(await store.read(uri));
  const uris = await store.list(uri);
  if (uris.length === 0) throw failure("BLOB_NOT_FOUND", { uri });
  const sum = createHash("sha256");
  for (const part of uris) {
    const name = part.slice(uri.replace(/\/+$/, "").length + 1);
    sum.update(`${JSON.stringify(name)}:${sha256(await store.read(part))}\n`);
  }
  return sum.digest("hex");
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
