import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { failure } from "../errors/index.js";
import type { BlobStore } from "./blob-store.js";
import { joined } from "./uri.js";

/** How a folder is used as a store. */
export interface FolderOptions {
  /**
   * How uris are written: `file:///folder/a`, or plain paths `/folder/a`, which Python clients of a shared disk open
   * without asking; default `file`. Both are read.
   */
  readonly uris?: "file" | "path";
}

/** Files on their way lie here: on the same disk, so that renaming puts them in place whole. */
export const partial = ".partial";

/**
 * A store in a folder of this machine, which is made when first written to; `join("", …)` begins at its root. What lies
 * outside the folder, also by a link inside it, is refused (`BLOB_OUTSIDE_STORE`); disk errors are `BLOB_UNREADABLE` and
 * `BLOB_UNWRITABLE`.
 */
export function folderBlobs(folder: string, { uris = "file" }: FolderOptions = {}): BlobStore {
  const root = resolve(folder);
  const uriOf = (path: string) => (uris === "path" ? path : pathToFileURL(path).href);
  const pathOf = (uri: string) => pathInside(uri, root);
  return {
    async read(uri) {
      const path = pathOf(uri);
      await refuseLinkOut(uri, path, root);
      try {
        return new Uint8Array(await readFile(path));
      } catch (cause) {
        if (isMissing(cause)) throw failure("BLOB_NOT_FOUND", { uri }, { cause });
        throw failure("BLOB_UNREADABLE", { uri, why: whyOf(cause) }, { cause });
      }
    },
    async write(uri, bytes) {
      const path = pathOf(uri);
      if (path === root) throw failure("BLOB_OUTSIDE_STORE", { uri, store: root });
      await refuseLinkOut(uri, dirname(path), root);
      try {
        await writeWhole(path, bytes, join(root, partial));
      } catch (cause) {
        throw failure("BLOB_UNWRITABLE", { uri, why: whyOf(cause) }, { cause });
      }
    },
    async list(prefix) {
      const start = pathOf(prefix);
      const paths = await filesBelow(start);
      return paths.filter((path) => !path.startsWith(join(root, partial) + sep)).map(uriOf);
    },
    async exists(uri) {
      const path = pathOf(uri);
      const found = await stat(path).catch(() => undefined);
      if (found?.isFile() === true) await refuseLinkOut(uri, path, root);
      return found?.isFile() === true;
    },
    async delete(uri) {
      const path = pathOf(uri);
      await rm(path, { force: true }).catch((cause: unknown) => {
        throw failure("BLOB_UNWRITABLE", { uri, why: whyOf(cause) }, { cause });
      });
    },
    join(prefix, ...parts) {
      const start = prefix === "" ? uriOf(root) : prefix;
      return joined(start, parts, start.startsWith("file:") ? encodeURIComponent : undefined);
    },
  };
}

function pathInside(uri: string, root: string): string {
  const path = toPath(uri);
  if (path !== undefined && (path === root || path.startsWith(root + sep) || root === sep)) return path;
  throw failure("BLOB_OUTSIDE_STORE", { uri, store: root });
}

function toPath(uri: string): string | undefined {
  if (uri.startsWith(sep)) return uri.includes("\0") ? undefined : resolve(uri);
  if (!uri.startsWith("file:")) return undefined;
  try {
    const path = fileURLToPath(uri);
    return path.includes("\0") ? undefined : resolve(path);
  } catch {
    // Such as an encoded slash inside a name, or a host.
    return undefined;
  }
}

// Links inside the folder may lead about in it, not out of it; what is not there yet is judged by the folder it comes into.
async function refuseLinkOut(uri: string, path: string, root: string): Promise<void> {
  const real = await realOf(path);
  if (real === path) return;
  const home = await realOf(root);
  if (real === home || real.startsWith(home + sep)) return;
  throw failure("BLOB_OUTSIDE_STORE", { uri, store: root });
}

async function realOf(path: string): Promise<string> {
  const real = await realpath(path).catch((error: unknown) => (isMissing(error) ? undefined : path));
  return real ?? join(await realOf(dirname(path)), basename(path));
}

async function writeWhole(path: string, bytes: Uint8Array, folder: string): Promise<void> {
  const draft = join(folder, randomUUID());
  await mkdir(folder, { recursive: true });
  try {
    await writeFile(draft, bytes);
    await mkdir(dirname(path), { recursive: true });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw failure("BLOB_UNREADABLE", { uri: folder, why: whyOf(error) }, { cause: error });
  }
}

function isMissing(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR", "EISDIR"].includes((error as NodeJS.ErrnoException).code ?? "");
}

function whyOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
