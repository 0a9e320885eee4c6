import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { BlobStore } from "../../lib/blobs/index.js";
import type { Attempt } from "../../lib/engine/index.js";
import { failure } from "../../lib/errors/index.js";
import { tableCodec } from "../../lib/tables/index.js";
import type { FileAccess } from "../../lib/types/index.js";

/**
 * Gives each attempt its place in a blob store: what it writes lies below `prefix` under run, node and attempt, so that
 * no two attempts share a name. Reads reach the whole store, files of this machine, and http(s).
 */
export function storageOf(blobs: BlobStore, prefix = ""): (attempt: Attempt) => FileAccess {
  const root = blobs.join("", "x").slice(0, -1);
  return ({ run, nodeId, attempt, element }) => {
    const parts = [run, nodeId, String(attempt), ...(element === undefined ? [] : [String(element.index)])];
    const place = blobs.join(prefix, ...parts.map(safe));
    return {
      root,
      tables: tableCodec,
      read: (uri) => (isOfStore(uri, root) ? blobs.read(uri) : readElsewhere(uri, blobs)),
      list: (start) => (isOfStore(start, root) ? blobs.list(start) : Promise.resolve([start])),
      async write(name, bytes) {
        const uri = blobs.join(place, name);
        await blobs.write(uri, bytes);
        return uri;
      },
    };
  };
}

function isOfStore(uri: string, root: string): boolean {
  return uri.startsWith(root);
}

async function readElsewhere(uri: string, blobs: BlobStore): Promise<Uint8Array> {
  if (/^https?:/.test(uri)) return readOverHttp(uri);
  const path = uri.startsWith("file:") ? fileURLToPath(uri) : uri;
  if (!path.startsWith("/") && !/^[A-Za-z]:[\\/]/.test(path)) return blobs.read(uri);
  try {
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") throw failure("BLOB_NOT_FOUND", { uri }, { cause });
    throw failure("BLOB_UNREADABLE", { uri, why: (cause as Error).message }, { cause });
  }
}

async function readOverHttp(uri: string): Promise<Uint8Array> {
  const response = await fetch(uri).catch((cause: unknown) => {
    throw failure("BLOB_UNREADABLE", { uri, why: String(cause) }, { cause });
  });
  if (response.status === 404) throw failure("BLOB_NOT_FOUND", { uri });
  if (!response.ok) throw failure("BLOB_UNREADABLE", { uri, why: `the server answered ${response.status}` });
  return new Uint8Array(await response.arrayBuffer());
}

// Ids of nodes in sub-workflows hold characters that names of files should not.
function safe(part: string): string {
  return part.replace(/[^\w.-]/g, "_").replace(/^\.+$/, "_") || "_";
}
