import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type BlobStore, digestOf, folderBlobs } from "../../lib/blobs/index.js";
import { digest } from "../../lib/dag/index.js";
import { failure } from "../../lib/errors/index.js";
import type { FileAccess, TableCodec } from "../../lib/types/index.js";

/** Where the files of a run are. */
export interface Stores {
  /** The run's own: what tasks write goes here. */
  readonly own: BlobStore;
  /** Those of other places, such as the backend's, in the order they are asked; they may become more as the run goes on. */
  others(): readonly BlobStore[];
  readonly tables?: TableCodec | undefined;
}

/** Access to the files of a run; what is written goes below the prefix. */
export type FilesOf = (prefix: string) => FileAccess;

/**
 * Digest of what lies behind a uri, for cache keys: by content in the stores of a run and on this machine, by the uri itself elsewhere, since
 * nobody wants a web page to be fetched to find out whether it is needed.
 */
export async function digestFile({ own, others }: Stores, uri: string): Promise<string> {
  if (isWeb(uri)) return digest(uri);
  for (const store of [own, ...others()])
    if ((await holds(store, uri)) || (await listed(store, uri)).length > 0) return digestOf(store, uri);
  const path = localPath(uri);
  if (path === undefined) return digest(uri);
  // A file of this machine may be another one under the same path tomorrow.
  const here = folderBlobs(dirname(resolve(path)), { uris: "path" });
  return await digestOf(here, resolve(path)).catch(() => digest(uri));
}

/**
 * Reaches every file that a run may meet: its own ones, those of the backend, files of this machine, and `http(s)`
 * addresses. What is written lies below the prefix that the access was asked for with.
 */
export function fileAccess({ own, others, tables }: Stores): FilesOf {
  // The same for every attempt; only the place to write to differs.
  const shared = {
    async read(uri: string) {
      if (await holds(own, uri)) return own.read(uri);
      let refusal: unknown;
      for (const store of others()) {
        try {
          return await store.read(uri);
        } catch (error) {
          refusal ??= error;
        }
      }
      if (isWeb(uri)) return fetched(uri);
      const path = localPath(uri);
      if (path !== undefined) return readFile(path).catch((cause) => missing(uri, cause));
      throw refusal ?? failure("BLOB_NOT_FOUND", { uri });
    },
    async list(prefix: string) {
      for (const store of [own, ...others()]) {
        const found = await listed(store, prefix);
        if (found.length > 0) return found;
      }
      return [];
    },
    root: own.join("", "x").slice(0, -1),
    ...(tables === undefined ? {} : { tables }),
  };
  return (prefix) => ({
    ...shared,
    async write(name, bytes) {
      const uri = own.join("", prefix, name);
      await own.write(uri, bytes);
      return uri;
    },
  });
}

// A store that cannot tell, because the uri is not one of its kind, does not hold it.
async function holds(store: BlobStore, uri: string): Promise<boolean> {
  return store.exists(uri).catch(() => false);
}

async function listed(store: BlobStore, prefix: string): Promise<readonly string[]> {
  return store.list(prefix).catch(() => []);
}

function isWeb(uri: string): boolean {
  return /^https?:\/\//.test(uri);
}

function localPath(uri: string): string | undefined {
  if (uri.startsWith("file://")) return fileURLToPath(uri);
  return /^[a-z][a-z0-9+.-]+:/i.test(uri) ? undefined : uri;
}

async function fetched(uri: string): Promise<Uint8Array> {
  const answer = await fetch(uri).catch((cause: unknown) => missing(uri, cause));
  if (!answer.ok) missing(uri, new Error(`the answer is ${answer.status} ${answer.statusText}`));
  return new Uint8Array(await answer.arrayBuffer());
}

function missing(uri: string, cause: unknown): never {
  throw failure("BLOB_NOT_FOUND", { uri }, { cause });
}
